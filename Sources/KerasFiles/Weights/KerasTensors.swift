import FileAccess
import Foundation
import HDF5
import Tapestry

extension HDF5Value {
  /// The tensor of a dataset.
  func tensor(_ path: String) throws -> Tensor {
    guard case .array(let array) = self else { throw KerasProblem("'\(path)' is not an array") }
    let dtype: DType
    switch array.type {
    case .bool: dtype = .bool
    case .int8: dtype = .int8
    case .int16: dtype = .int16
    case .int32: dtype = .int32
    case .int64: dtype = .int64
    case .uint8: dtype = .uint8
    case .float16: dtype = .float16
    case .float32: dtype = .float32
    case .float64: dtype = .float64
    case .uint16, .uint32, .uint64:
      throw KerasProblem("'\(path)' holds \(array.type) numbers, which no tensor has")
    }
    // With a size of 0 in it, the product says nothing about the other sizes.
    guard array.shape.allSatisfy({ 0...(1 << 31) ~= $0 }), array.shape.count <= 8 else {
      throw KerasProblem("'\(path)' has the shape \(array.shape), which no weight has")
    }
    let tensor = Tensor.filled(TensorSpec(shape: Shape(array.shape), dtype: dtype)) { to in
      array.bytes.withUnsafeBytes { to.copyMemory(from: $0) }
      // No other byte is a valid Bool.
      if dtype == .bool { for index in to.indices where to[index] > 1 { to[index] = 1 } }
    }
    guard let tensor else { throw KerasProblem("there is no memory for '\(path)'") }
    return tensor
  }

  /// A tensor as a dataset.
  init(_ tensor: Tensor) {
    let type: HDF5Number =
      switch tensor.dtype {
      case .bool: .bool
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      }
    self = .array(
      HDF5Array(type, shape: tensor.shape.dimensions, bytes: tensor.rowMajorData()))
  }
}

extension HDF5Group {
  /// The group at a path of names with slashes between them, or nil.
  func group(at path: String) -> HDF5Group? {
    var group = self
    for part in path.pathParts {
      guard let next = group.groups[part] else { return nil }
      group = next
    }
    return group
  }

  /// A string among the attributes.
  func text(_ name: String) -> String? {
    if case .string(let text)? = attributes[name] { text } else { nil }
  }

  /// A list of names among the attributes; a long one is in several: `layer_names0`,
  /// `layer_names1`.
  func names(_ name: String) throws -> [String] {
    func list(_ name: String) throws -> [String]? {
      switch attributes[name] {
      case nil: return nil
      case .strings(let names)?: return names
      // h5py writes an empty list as an empty array of numbers.
      case .array(let array)? where array.shape.contains(0): return []
      default: throw KerasProblem("its attribute '\(name)' is not a list of names")
      }
    }
    if let whole = try list(name) { return whole }
    guard var names = try list(name + "0") else {
      throw KerasProblem("it has no attribute '\(name)'")
    }
    var chunk = 1
    while let more = try list("\(name)\(chunk)") {
      names += more
      chunk += 1
    }
    return names
  }

  /// Writes a list of names, split where a header would be too small for it.
  mutating func setNames(_ names: [String], _ name: String) {
    let width = max(names.map(\.utf8.count).max() ?? 0, 1)
    let most = max(64_512 / width, 1)
    guard names.count > most else {
      attributes[name] = .strings(names)
      return
    }
    for (chunk, start) in stride(from: 0, to: names.count, by: most).enumerated() {
      attributes["\(name)\(chunk)"] = .strings(
        Array(names[start..<min(start + most, names.count)]))
    }
  }
}
