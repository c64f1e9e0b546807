import Testing

@testable import Tapestry

struct ConfigReaderTests {
  private static let config: Config = [
    "name": "dense", "trainable": true, "units": 3, "rate": 0.5, "bias": .none,
    "sizes": [1, 2], "inner": ["a": "b"],
  ]
  private let reader = ConfigReader(Self.config, of: "Dense")

  @Test func `values are read by type`() throws {
    #expect(try reader.int("units") == 3)
    #expect(try reader.double("units") == 3)
    #expect(try reader.double("rate", .fraction) == 0.5)
    #expect(try reader.bool("trainable"))
    #expect(try reader.string("name") == "dense")
    #expect(try reader.config("inner") == ["a": "b"])
    #expect(try reader.ints("sizes") == [1, 2])
    #expect(try reader.ints("units") == [3])
    #expect(try reader.doubles("sizes") == [1, 2])
    #expect(try reader.optional("bias", reader.int) == nil)
    #expect(try reader.optional("none", reader.int) == nil)
    #expect(try reader.optional("units", reader.int) == 3)
  }

  @Test(
    arguments: [
      ("int", "rate", "0.5", "an integer"), ("int", "none", "nothing", "an integer"),
      ("at least 4", "units", "3", "an integer of 4 or more"),
      ("double", "name", "'dense'", "a number"),
      ("not positive", "rate", "0.5", "0 or a negative number"),
      ("bool", "units", "3", "true or false"), ("string", "units", "3", "a string"),
      ("ints", "rate", "0.5", "integers"), ("doubles", "units", "3", "a list of numbers"),
      ("config", "bias", "None", "a configuration"),
      ("configs", "sizes", "[1, 2]", "a list of configurations"),
    ])
  func `what is wrong is named with its class`(
    kind: String, name: String, found: String, expected: String
  ) {
    let reader = reader
    let error = #expect(throws: ConfigError.self) {
      switch kind {
      case "int": _ = try reader.int(name)
      case "at least 4": _ = try reader.int(name, atLeast: 4)
      case "double": _ = try reader.double(name)
      case "not positive": _ = try reader.double(name, .notPositive)
      case "bool": _ = try reader.bool(name)
      case "string": _ = try reader.string(name)
      case "ints": _ = try reader.ints(name)
      case "doubles": _ = try reader.doubles(name)
      case "config": _ = try reader.config(name)
      default: _ = try reader.configs(name)
      }
    }
    #expect(
      error?.description
        == "Dense: the configuration has \(found) under '\(name)'\n  cure: give \(expected)")
  }

  @Test func `no domain but any contains NaN`() {
    let domains: [NumberDomain] = [.notNegative, .notPositive, .fraction, .rate, .atLeastOne]
    for domain in domains { #expect(!domain.contains(.nan), "\(domain.text)") }
    #expect(NumberDomain.any.contains(.nan))
    #expect(NumberDomain.fraction.contains(1) && !NumberDomain.rate.contains(1))
  }

  @Test func `a name that was not read is refused with the known ones`() throws {
    let reader = ConfigReader(["units": 3, "kernel_size": 5], of: "Dense")
    _ = try reader.int("units")
    let error = #expect(throws: ConfigError.self) { try reader.finish() }
    #expect(error?.name == "kernel_size")
    #expect(error?.description.contains("Dense has no such option; it has units") == true)
    reader.ignore("kernel_size")
    try reader.finish()
  }

  @Test func `what other versions of Keras write is accepted where it changes nothing`() throws {
    try ConfigReader(["groups": 1, "registered_name": "x", "renorm": false], of: "x").finish()
    for (name, value) in [("groups", 2), ("renorm", true)] as [(String, ConfigValue)] {
      var config: Config = [:]
      config[name] = value
      let error = #expect(throws: ConfigError.self) { try ConfigReader(config, of: "x").finish() }
      #expect(error?.name == name)
    }
  }
}
