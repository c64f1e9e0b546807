/// A configuration that says nothing under a name, or something else than is needed there.
///
/// ```swift
/// do {
///   _ = try Layer.made(from: ["class_name": "Dense", "config": ["units": 0]])
/// } catch {
///   print(error)
/// }
/// // Dense: the configuration has 0 under 'units'
/// //   cure: give an integer of 1 or more
/// ```
public struct ConfigError: Error, Equatable, CustomStringConvertible {
  /// The class of what was to be made.
  public let object: String
  /// The name.
  public let name: String
  /// What is needed there.
  public let needed: String
  /// What is there.
  public let found: ConfigValue?

  /// The class, the name, the value and the cure.
  public var description: String {
    "\(object): the configuration has \(found.map { "\($0)" } ?? "nothing") under '\(name)'\n"
      + "  cure: give \(needed)"
  }
}
