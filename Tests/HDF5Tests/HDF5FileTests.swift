import Foundation
import HDF5
import TestSupport
import Testing

struct HDF5FileTests {
  private static func recorded(_ name: String) throws -> Data {
    let url = Bundle.module.url(
      forResource: name, withExtension: nil, subdirectory: "Recordings")
    return try Data(contentsOf: #require(url))
  }

  private static let names = [
    "dense_adam-keras2.h5", "sequences_momentum-keras3.weights.h5", "lambda-keras2.h5",
  ]

  @Test func `Keras's file gives its layers, weights and configuration`() throws {
    let root = try HDF5File.decoded(Self.recorded("dense_adam-keras2.h5"))
    let weights = try #require(root.groups["model_weights"])
    #expect(weights.attributes["layer_names"] == .strings(["hidden", "out"]))
    guard case .array(let kernel)? = weights.dataset(at: "hidden/hidden/kernel:0") else {
      Issue.record("no kernel")
      return
    }
    #expect(kernel.type == .float32)
    #expect(kernel.shape == [3, 4])
    guard case .string(let config)? = root.attributes["model_config"] else {
      Issue.record("no configuration")
      return
    }
    #expect(config.contains("\"class_name\": \"Sequential\""))
  }

  @Test(arguments: names)
  func `what was read is written and read again`(_ name: String) throws {
    let root = try HDF5File.decoded(Self.recorded(name))
    #expect(try HDF5File.decoded(HDF5File.encoded(root)) == root)
  }

  @Test(arguments: HDF5Number.allCases)
  func `numbers of every type are kept, in a group of many parts`(_ type: HDF5Number) throws {
    var root = HDF5Group()
    for index in 0..<100 {
      let bytes = Data(repeating: UInt8(index % 2), count: 6 * type.size)
      root.setDataset(
        .array(HDF5Array(type, shape: [2, 3], bytes: bytes)), at: "a/\(index)/w:0")
    }
    root.attributes["none"] = .array(HDF5Array(type, shape: [0], bytes: Data()))
    root.attributes["names"] = .strings(["a", "longer", ""])
    root.attributes["text"] = .string("größer")
    #expect(try HDF5File.decoded(HDF5File.encoded(root)) == root)
  }

  @Test func `a name may begin with an accent, and a slash with an accent separates names`() throws
  {
    let mark = "\u{301}"
    let value = HDF5Value.string("text")
    var root = HDF5Group()
    root.setDataset(value, at: "a/\(mark)b/\(mark)c")
    #expect(root.groups["a"]?.groups["\(mark)b"]?.datasets == ["\(mark)c": value])
    #expect(root.dataset(at: "a/\(mark)b/\(mark)c") == value)
    #expect(try HDF5File.decoded(HDF5File.encoded(root)) == root)
    root.datasets["a/\(mark)b"] = value
    let error = #expect(throws: HDF5Error.self) { try HDF5File.encoded(root) }
    #expect(error?.description.contains("without a slash") == true)
  }

  @Test func `an attribute that does not fit into a header is refused by name`() throws {
    var root = HDF5Group()
    root.attributes["layer_names"] = .strings([String(repeating: "x", count: 70_000)])
    let error = #expect(throws: HDF5Error.self) { try HDF5File.encoded(root) }
    #expect(error?.description.contains("the attribute 'layer_names' takes") == true)
  }

  @Test(arguments: [3, 8])
  func `more names of one array than a file can hold arrays are refused`(_ count: Int) throws {
    var root = HDF5Group()
    for index in 0..<count {
      let size = index == 0 ? 20_000 : 1
      root.datasets["a\(index)"] = .array(
        HDF5Array(.float32, shape: [size], bytes: Data(count: 4 * size)))
    }
    var bytes = try HDF5File.encoded(root)
    // All others become further names of the first array.
    let node = try #require(bytes.range(of: Data("SNOD".utf8))).lowerBound + 8
    for index in 1..<count {
      let address = node + 40 * index + 8
      bytes.replaceSubrange(address..<(address + 8), with: bytes[(node + 8)..<(node + 16)])
    }
    if count == 3 {
      #expect(try HDF5File.decoded(bytes).datasets["a2"] == root.datasets["a0"])
    } else {
      let error = #expect(throws: HDF5Error.self) { try HDF5File.decoded(bytes) }
      #expect(error?.description.contains("are the same bytes") == true)
    }
  }

  @Test func `changed files throw or are read`() throws {
    try fuzz("HDF5", corpus: Self.names.map { [UInt8](try Self.recorded($0)) }) { bytes in
      do {
        let root = try HDF5File.decoded(Data(bytes))
        _ = try HDF5File.encoded(root)
      } catch is HDF5Error {}
    }
  }
}
