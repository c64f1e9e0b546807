import Testing

@testable import Tapestry

struct DeviceTests {
  @Test(arguments: [
    "/cpu:0", "CPU:0", "/device:CPU:0", "cpu", "/job:localhost/replica:0/task:0/device:CPU:0",
  ])
  func `the processor has many names`(name: String) throws {
    let y = try withDevice(name) { identity(Tensor(1.0)) }
    #expect(y.device == "/job:localhost/replica:0/task:0/device:CPU:0")
  }

  @Test(arguments: ["/gpu:0", "/cpu:1", "/device:TPU:0"])
  func `a device that this build does not have throws`(name: String) {
    let error = #expect(throws: DeviceError.self) { try withDevice(name) { Tensor(1.0) } }
    #expect(
      error?.description
        == "withDevice: this build has no device \"\(name)\"; it has \"/cpu:0\" only")
  }

  @Test(arguments: ["", "/", "/gpu:0:1", "/cpu:first", "/job:localhost"])
  func `a text that is not a device name throws`(name: String) {
    let error = #expect(throws: DeviceError.self) { try withDevice(name) { Tensor(1.0) } }
    #expect(
      error?.description == "withDevice: \"\(name)\" is not a device name; write \"/cpu:0\"")
  }
}
