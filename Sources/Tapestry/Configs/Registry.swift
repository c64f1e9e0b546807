import Synchronization

/// The named objects of one kind, and how each is made.
///
/// Layers, optimizers, schedules, losses, metrics, activations, initializers, regularizers and
/// constraints each have one; a name is looked up, and a configuration becomes an object, here
/// only.
final class Registry<Object>: Sendable {
  /// A name, its aliases, and how to make the object that they stand for.
  struct Entry: Sendable {
    /// All names; the first is the one that is saved.
    let names: [String]
    /// Makes the object that the name alone stands for; nil if it needs a configuration.
    let makeDefault: (@Sendable () -> Object)?
    /// Makes the object from a configuration.
    let make: @Sendable (ConfigReader) throws -> Object

    init(
      _ names: String..., default makeDefault: (@Sendable () -> Object)? = nil,
      make: @escaping @Sendable (ConfigReader) throws -> Object
    ) {
      self.names = names
      self.makeDefault = makeDefault
      self.make = make
    }
  }

  /// What the objects are called in messages: `optimizer`.
  let kind: String
  private let ignoresCase: Bool
  private let stored: Mutex<[Entry]>

  init(_ kind: String, ignoresCase: Bool = false, _ entries: [Entry]) {
    self.kind = kind
    self.ignoresCase = ignoresCase
    stored = Mutex(entries)
  }

  /// All entries, in the order in which they were added.
  var entries: [Entry] { stored.withLock { $0 } }

  /// All names; in lower case where case does not matter.
  var names: [String] { entries.flatMap(\.names).map(key) }

  /// Adds a custom object, which replaces one of the same name.
  func add(_ entry: Entry) {
    stored.withLock { entries in
      entries.removeAll { $0.names == entry.names }
      entries.append(entry)
    }
  }

  /// The entry of this name.
  ///
  /// - Throws: `UnknownName` with all names.
  func entry(_ name: String) throws(UnknownName) -> Entry {
    let entries = entries
    let wanted = key(name)
    guard let known = entries.last(where: { $0.names.contains { key($0) == wanted } }) else {
      throw UnknownName(kind: kind, name: name, known: names)
    }
    return known
  }

  private func key(_ name: String) -> String { ignoresCase ? name.lowercased() : name }

  /// The object of this name with its default options.
  ///
  /// - Throws: `UnknownName` with the names of those that need no configuration.
  func named(_ name: String) throws(UnknownName) -> Object {
    guard let makeDefault = try entry(name).makeDefault else {
      throw UnknownName(
        kind: kind, name: name, known: entries.filter { $0.makeDefault != nil }.flatMap(\.names))
    }
    return makeDefault()
  }

  /// The object that a literal of the program names.
  ///
  /// - Precondition: there is one; the message lists all names.
  func literal(_ name: String, in operation: String) -> Object {
    do {
      return try named(name)
    } catch {
      misuse(operation, error.problem, cure: error.cure)
    }
  }

  /// The object that was saved as its class and configuration.
  ///
  /// - Throws: `UnknownName` with all classes if there is no class of the name, `ConfigError` for a
  ///   configuration that does not fit the class, or asks for what it cannot do.
  func made(from serialized: Config) throws -> Object {
    let outer = ConfigReader(serialized, of: kind)
    let name = try outer.string("class_name")
    let entry = try entry(name)
    guard case .config(let config)? = outer.value("config") else {
      throw ConfigError(
        object: name, name: "config", expected: "a configuration", found: serialized["config"])
    }
    try outer.finish()
    return try made(entry, ConfigReader(config, of: name))
  }

  /// The object of a configuration that contains the name itself, under `key`.
  func made(from config: Config, nameUnder key: String) throws -> Object {
    let reader = ConfigReader(config, of: kind)
    let name = try reader.string(key)
    let own = ConfigReader(config, of: name)
    own.ignore(key)
    return try made(entry(name), own)
  }

  private func made(_ entry: Entry, _ reader: ConfigReader) throws -> Object {
    let object = try entry.make(reader)
    try reader.finish()
    return object
  }
}

extension Registry.Entry {
  /// The entry of a class that is made from a configuration.
  init<Kind: Configurable>(_ kind: Kind.Type) {
    names = [kind.className]
    makeDefault = nil
    make = { try kind.init(from: $0) as! Object }
  }

  /// The entry of a class that can also be made without a configuration.
  init<Kind: Configurable>(_ kind: Kind.Type, default makeDefault: @escaping @Sendable () -> Object)
  {
    names = [kind.className]
    self.makeDefault = makeDefault
    make = { try kind.init(from: $0) as! Object }
  }
}
