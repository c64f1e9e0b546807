import Foundation

/// What another program computed, from a JSON file among the resources of a test target.
///
/// A recording that cannot be read ends the run: tests over an empty table would pass.
public func recording<Value: Decodable>(
  _ name: String, in bundle: Bundle, as type: Value.Type = Value.self
) -> Value {
  do {
    guard
      let url = bundle.url(
        forResource: name, withExtension: "json", subdirectory: "Recordings")
    else { fatalError("\(name).json is not among the recordings") }
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  } catch {
    fatalError("\(name).json: \(error)")
  }
}
