/// The error for a name that does not exist, with the names that do.
public struct UnknownName: Error, Equatable, CustomStringConvertible {
  /// What the name was to be the name of, such as `activation`.
  public let kind: String
  /// The name that was given.
  public let name: String
  /// The names that exist.
  public let known: [String]

  /// The name, the closest known one, and all known ones.
  public var description: String { "\(problem)\n  cure: \(cure)" }

  var problem: String { "there is no \(kind) '\(name)'" }

  var cure: String {
    func distance(_ other: String) -> Int { editDistance(Array(other.utf8), Array(name.utf8)) }
    let closest = known.min { distance($0) < distance($1) }
    let hint = closest.flatMap { distance($0) <= 2 ? "did you mean '\($0)'? " : nil }
    let names = (hint ?? "") + "the names are " + known.joined(separator: ", ")
    return kind == "layer class"
      ? names + "; register a layer of your own: Layer.register(\"\(name)\") { … }" : names
  }
}
