import Foundation
import Testing

@testable import Tapestry

struct ConfigTests {
  private static let config: Config = [
    "name": "dense", "trainable": true, "units": 3, "rate": 0.5, "bias": nil, "sizes": [1, 2.5],
    "inner": ["a": "b"],
  ]

  @Test func `it prints as a dictionary of Python, in the order in which it was made`() {
    #expect(
      "\(Self.config)"
        == "{'name': 'dense', 'trainable': True, 'units': 3, 'rate': 0.5, 'bias': None, "
        + "'sizes': [1, 2.5], 'inner': {'a': 'b'}}")
  }

  @Test func `a changed value keeps its position, nil removes it`() {
    var config = Self.config
    config["name"] = "other"
    config["units"] = nil
    #expect(config.names == ["name", "trainable", "rate", "bias", "sizes", "inner"])
    #expect(config["name"] == "other")
    config["never"] = nil
    #expect(config.names.count == 6)
    #expect(config.merging(["rate": 1.0, "new": 2]).names.last == "new")
    #expect(config.merging(["rate": 1.0])["rate"] == 1.0)
  }

  @Test func `JSON gives the same values back`() throws {
    let data = try JSONEncoder().encode(Self.config)
    let read = try JSONDecoder().decode(Config.self, from: data)
    #expect(read.names == Self.config.names.sorted())
    for name in Self.config.names { #expect(read[name] == Self.config[name]) }
  }
}
