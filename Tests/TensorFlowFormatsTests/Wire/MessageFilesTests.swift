import Foundation
import TensorFlowMessages
import TestSupport
import Testing

@testable import TensorFlowFormats

@Suite struct MessageFilesTests {
  @Test func `equal messages have equal bytes, whatever the order of their maps`() throws {
    var node = Tensorflow_NodeDef()
    for name in (0..<50).shuffled() { node.attr["a\(name)"] = Tensorflow_AttrValue() }
    var other = Tensorflow_NodeDef()
    for name in (0..<50).shuffled() { other.attr["a\(name)"] = Tensorflow_AttrValue() }
    #expect(try node.bytes(for: "a") == other.bytes(for: "b"))
  }

  @Test func `a file that is missing or holds other bytes is named`() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("missing.pb")
    #expect {
      try Tensorflow_SavedModel(readFrom: missing)
    } throws: { "\($0)".hasPrefix("\(missing.path): it cannot be read") }
    try folder.write("no message", to: "other.pb")
    let other = folder.file("other.pb")
    #expect {
      try Tensorflow_SavedModel(readFrom: other)
    } throws: { "\($0)".hasPrefix("\(other.path): it holds no tensorflow.SavedModel") }
  }
}
