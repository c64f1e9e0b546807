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

  @Test func `a changed value keeps its place, nil takes it out`() {
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

  @Test func `values are asked for by type, and what is wrong is named`() throws {
    let config = Self.config
    #expect(try config.int("units", of: "Dense") == 3)
    #expect(try config.double("units", of: "Dense") == 3)
    #expect(try config.double("rate", of: "Dense") == 0.5)
    #expect(try config.bool("trainable", of: "Dense"))
    #expect(try config.string("name", of: "Dense") == "dense")
    #expect(try config.config("inner", of: "Dense") == ["a": "b"])
    for ask in [
      { try config.int("rate", of: "Dense") }, { try config.double("name", of: "Dense") },
      { try config.bool("units", of: "Dense") }, { try config.string("none", of: "Dense") },
      { try config.config("bias", of: "Dense") },
    ] as [() throws -> Any] {
      #expect(throws: ConfigError.self) { _ = try ask() }
    }
    let error = #expect(throws: ConfigError.self) { try config.int("rate", of: "Dense") }
    #expect(
      error?.description
        == "Dense: the configuration has 0.5 under 'rate'\n  cure: give an integer")
  }

  @Test func `JSON gives the same values back`() throws {
    let data = try JSONEncoder().encode(Self.config)
    let read = try JSONDecoder().decode(Config.self, from: data)
    #expect(read.names == Self.config.names.sorted())
    for name in Self.config.names { #expect(read[name] == Self.config[name]) }
  }
}
