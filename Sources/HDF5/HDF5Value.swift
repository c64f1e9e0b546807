import FileAccess
import Foundation

/// The type of numbers in a file.
public enum HDF5Number: Hashable, Sendable, CaseIterable {
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64
  /// An enumeration of FALSE and TRUE, as h5py writes Booleans.
  case bool

  /// The number of bytes in one number.
  public var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }
}

/// Numbers of one type in a shape, row-major and little-endian.
public struct HDF5Array: Equatable, Sendable {
  /// The type of each number.
  public let type: HDF5Number
  /// The sizes of the dimensions; none for a single number.
  public let shape: [Int]
  /// The bytes; those of a mapped file are not copied.
  public let bytes: Data

  /// Numbers of a type in a shape.
  ///
  /// - Precondition: there are as many bytes as shape and type need.
  public init(_ type: HDF5Number, shape: [Int], bytes: Data) {
    precondition(
      shape.reduce(type.size, *) == bytes.count,
      "HDF5Array: \(bytes.count) bytes for \(type) of shape \(shape)")
    self.init(checked: type, shape: shape, bytes: bytes)
  }

  /// Numbers whose bytes have already been counted: a file can have a shape whose product would
  /// overflow if it did not contain a 0.
  init(checked type: HDF5Number, shape: [Int], bytes: Data) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }
}

/// The value of an attribute or a dataset.
public enum HDF5Value: Equatable, Sendable {
  /// One string, of any length.
  case string(String)
  /// A list of strings, each of which takes as many bytes as the longest.
  case strings([String])
  /// Numbers.
  case array(HDF5Array)
}

/// A group, which is like a folder inside a file: it holds named attributes, groups and datasets.
///
/// ```swift
/// var root = HDF5Group()
/// root.attributes["backend"] = .string("tensorflow")
/// root.groups["dense"] = HDF5Group()
/// ```
public struct HDF5Group: Equatable, Sendable {
  /// The attributes of the group.
  public var attributes: [String: HDF5Value] = [:]
  /// The groups inside.
  public var groups: [String: HDF5Group] = [:]
  /// The datasets inside.
  public var datasets: [String: HDF5Value] = [:]

  /// An empty group.
  public init() {}

  /// The dataset at a path of names separated by slashes, or nil.
  public func dataset(at path: String) -> HDF5Value? {
    let parts = path.pathParts
    guard let last = parts.last else { return nil }
    var group = self
    for part in parts.dropLast() {
      guard let next = group.groups[part] else { return nil }
      group = next
    }
    return group.datasets[last]
  }

  /// Puts a dataset at a path of names separated by slashes, and creates the groups on the way.
  public mutating func setDataset(_ value: HDF5Value, at path: String) {
    let parts = path.pathParts
    set(value, at: parts[...])
  }

  private mutating func set(_ value: HDF5Value, at parts: ArraySlice<String>) {
    guard let first = parts.first else { return }
    guard parts.count > 1 else {
      datasets[first] = value
      return
    }
    groups[first, default: HDF5Group()].set(value, at: parts.dropFirst())
  }
}
