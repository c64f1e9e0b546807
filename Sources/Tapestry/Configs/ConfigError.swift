/// The error for a configuration in which a value is missing or does not fit.
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
  /// The class of the object that was to be made.
  public let object: String
  /// The name of the option.
  public let name: String
  /// What the value must be.
  public let expected: String
  /// The value that was found, if any.
  public let found: ConfigValue?

  /// The class, the name, the value and the cure.
  public var description: String {
    "\(object): the configuration has \(found.map { "\($0)" } ?? "nothing") under '\(name)'\n"
      + "  cure: give \(expected)"
  }
}
