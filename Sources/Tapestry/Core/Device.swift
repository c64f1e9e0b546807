/// A place where tensors are kept and operations run.
///
/// - **Source:** book, chapter 1, section 1.
struct Device: Sendable, Hashable {
  let kind: String
  let index: Int

  static let cpu = Device(kind: "CPU", index: 0)

  /// TensorFlow's full name: `/job:localhost/replica:0/task:0/device:CPU:0`.
  var name: String { "/job:localhost/replica:0/task:0/device:\(kind):\(index)" }

  /// The device that a name such as `/cpu:0`, `CPU:0` or the full form means.
  init(parsing name: String) throws(DeviceError) {
    let parts = name.split(separator: "/").last.map { $0.split(separator: ":") } ?? []
    let tail = parts.first?.lowercased() == "device" ? parts.dropFirst() : parts[...]
    guard let kind = tail.first, tail.count <= 2, let index = Int(tail.dropFirst().first ?? "0")
    else { throw DeviceError(name: name, isMalformed: true) }
    self.init(kind: kind.uppercased(), index: index)
    if self != .cpu { throw DeviceError(name: name, isMalformed: false) }
  }

  private init(kind: String, index: Int) {
    self.kind = kind
    self.index = index
  }
}

/// A device that cannot be used.
public struct DeviceError: Error, Equatable, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String
  /// Whether the name does not even have the form of a device name.
  public let isMalformed: Bool

  /// The name, what is wrong with it, and the cure.
  public var description: String {
    isMalformed
      ? "withDevice: \"\(name)\" is not a device name; write \"/cpu:0\""
      : "withDevice: this build has no device \"\(name)\"; it has \"/cpu:0\" only"
  }
}

/// Runs `body` with its tensors on the named device.
///
/// ```swift
/// let y = try withDevice("/cpu:0") { identity(x) }
/// y.device  // "/job:localhost/replica:0/task:0/device:CPU:0"
/// ```
///
/// - Throws: `DeviceError` if this build does not have the device. TensorFlow 2.1 without a GPU
///   keeps the tensor on the CPU instead and says nothing.
///
/// - **Source:** book, chapter 1, section 1.
public func withDevice<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
  _ = try Device(parsing: name)
  return try body()
}

extension Tensor {
  /// The full name of the device that holds the elements.
  ///
  /// ```swift
  /// Tensor(1.0).device  // "/job:localhost/replica:0/task:0/device:CPU:0"
  /// ```
  public var device: String { Device.cpu.name }
}
