import Tapestry

/// What a module holds under a name.
enum ModulePart {
  case variable(Variable)
  case module(Module)
  /// The elements of an array or a tuple; nil for one that holds nothing to be kept.
  case list([ModulePart?])
  case dictionary([String: ModulePart])
  case function(any TracedFunction)
  /// A lazy property for a function that has not been used.
  case unusedFunction
}

/// An object that lists its parts itself, instead of having its properties searched.
protocol NamedParts: Module {
  var namedParts: [(name: String, part: ModulePart)] { get }
}

extension Module {
  /// The variables, modules and functions among the properties, by the names of the properties; of
  /// a model its layers.
  var parts: [(name: String, part: ModulePart)] {
    if let self = self as? any NamedParts { return self.namedParts }
    var parts: [(name: String, part: ModulePart)] = []
    func visit(_ mirror: Mirror) {
      // What a model's own classes hold is known by other names.
      if mirror.subjectType == Model.self || mirror.subjectType == Sequential.self { return }
      if let above = mirror.superclassMirror { visit(above) }
      for (label, value) in mirror.children {
        guard let label else { continue }
        // What every layer holds besides weights is about these, or about its calls.
        if mirror.subjectType == Layer.self && label != "addedWeights" { continue }
        let prefix = "$__lazy_storage_$_"
        let isLazy = label.hasPrefix(prefix)
        let unused = isLazy && isMissingFunction(value) ? ModulePart.unusedFunction : nil
        guard let part = ModulePart(value) ?? unused else { continue }
        parts.append((isLazy ? String(label.dropFirst(prefix.count)) : label, part))
      }
    }
    if let model = self as? Model, !model.layers.isEmpty {
      parts.append(("layers", .list(model.layers.map { .module($0) })))
    }
    visit(Mirror(reflecting: self))
    return parts
  }
}

extension ModulePart {
  /// What a property holds, nil if that is neither a variable nor a module nor a function, nor
  /// something with one inside.
  init?(_ value: Any) {
    switch value {
    case let variable as Variable: self = .variable(variable)
    case let module as Module: self = .module(module)
    case let function as any TracedFunction: self = .function(function)
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional:
        guard let inside = mirror.children.first.flatMap({ ModulePart($0.value) }) else {
          return nil
        }
        self = inside
      case .collection, .tuple:
        let parts = mirror.children.map { ModulePart($0.value) }
        guard parts.contains(where: { $0 != nil }) else { return nil }
        self = .list(parts)
      case .dictionary:
        var parts: [String: ModulePart] = [:]
        for (_, pair) in mirror.children {
          let pair = Array(Mirror(reflecting: pair).children)
          // Other keys are not names that a file could have.
          guard pair.count == 2, let name = pair[0].value as? String else { return nil }
          parts[name] = ModulePart(pair[1].value)
        }
        guard !parts.isEmpty else { return nil }
        self = .dictionary(parts)
      default: return nil
      }
    }
  }
}

/// Whether a value is an optional of a function, and nil.
private func isMissingFunction(_ value: Any) -> Bool {
  guard let optional = type(of: value) as? any OptionalOfSome.Type else { return false }
  return optional.wrapped is any TracedFunction.Type && Mirror(reflecting: value).children.isEmpty
}

/// Optionals: even a value that is nil reveals the type inside.
private protocol OptionalOfSome {
  static var wrapped: Any.Type { get }
}

extension Optional: OptionalOfSome {
  fileprivate static var wrapped: Any.Type { Wrapped.self }
}
