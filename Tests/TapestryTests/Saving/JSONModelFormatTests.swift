import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct JSONModelFormatTests {
  private static let tensor = #"{"name":"w","dtype":"float32","shape":[1],"values":[1]}"#

  private static func text(
    format: String = #""tapestry-model""#, version: String = "1", weights: String = tensor
  ) -> String {
    #"{"format":\#(format),"version":\#(version),"class_name":"M","config":{},"weights":[\#(weights)]}"#
  }

  /// A text whose configuration has lists within lists, and as many beside each.
  private static func nested(_ depth: Int) -> String {
    let list = (0..<depth).reduce("0") { list, _ in "[1,true,\(list)]" }
    return text().replacing("\"config\":{}", with: "\"config\":{\"a\":\(list)}")
  }

  @Test(arguments: [
    ("", ""), ("{", ""), ("[]", ""), ("null", ""), ("{}", "there is no 'format'"),
    (text(format: #""png""#), "it is 'png', version 1"), (text(version: "2"), "version 2"),
    (text(weights: "1"), "weights[0]"),
    (text(weights: #"{"name":"w","dtype":"float3","shape":[1],"values":[1]}"#), "no type 'float3'"),
    (
      text(weights: #"{"name":"w","dtype":"float32","shape":[2],"values":[1]}"#),
      "'w': 1 numbers for the shape [2]"
    ),
    (text(weights: #"{"name":"w","dtype":"float32","shape":[-1],"values":[1]}"#), "[-1]"),
    (
      text(weights: #"{"name":"w","dtype":"float32","shape":[4294967296,4294967296],"values":[]}"#),
      "0 numbers for the shape"
    ),
    (
      text(weights: #"{"name":"w","dtype":"int8","shape":[1],"values":[300]}"#), "300"
    ),
    (text(weights: #"{"name":"w","dtype":"float32","shape":[1],"values":["x"]}"#), "values[0]"),
    (text(weights: #"{"name":"w","dtype":"bool","shape":[1],"values":[1]}"#), "values[0]"),
    (text().replacing("\"config\":{}", with: "\"config\":[]"), "config"),
    (nested(500), "a configuration is nested more than 64 deep"),
  ])
  func `a file that holds something else throws what is wrong`(_ text: String, _ what: String)
    throws
  {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: folder.file("model.json"))
    let error = #expect(throws: SavedModelError.self) {
      try oneWeightModel().loadWeights(from: folder.file("model.json"))
    }
    guard case .malformed(let file, let problem)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == folder.file("model.json").path)
    #expect(what.isEmpty || problem.contains(what), "\(problem)")
  }

  @Test func `bytes that are cut off or changed throw, and never stop the program`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential([Dense(2, activation: .tanh), Dense(1)])
    model.compile(optimizer: "adam", loss: "mse")
    try model.fit(Tensor.ones([1, 2]), Tensor.ones([1, 1]), verbose: .silent)
    try model.save(to: folder.file("whole"))
    let bytes = [UInt8](try Data(contentsOf: folder.file("whole")))
    var generator = SeededNumbers(seed: 31)
    for _ in 0..<200 {
      var changed = bytes
      changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
        in: 32..<127, using: &generator)
      if Bool.random(using: &generator) {
        changed.removeLast(Int.random(in: 1..<changed.count, using: &generator))
      }
      try Data(changed).write(to: folder.file("changed"))
      do { try model.restore(from: folder.file("changed")) } catch is SavedModelError {}
    }
  }
}
