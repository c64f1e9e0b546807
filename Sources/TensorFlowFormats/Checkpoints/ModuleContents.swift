import Tapestry

/// What stands under a name in a module.
enum ModulePart {
  case variable(Variable)
  case module(Module)
  case list([ModulePart])
  case dictionary([String: ModulePart])
  case function(any GraphSource)
}

extension Module {
  /// The variables, modules and functions among the properties, by the names of the properties; of
  /// a model its layers.
  var parts: [(name: String, part: ModulePart)] {
    var parts: [(name: String, part: ModulePart)] = []
    func visit(_ mirror: Mirror) {
      // What a model's own classes hold is known by other names.
      if mirror.subjectType == Model.self || mirror.subjectType == Sequential.self { return }
      if let above = mirror.superclassMirror { visit(above) }
      for (label, value) in mirror.children {
        guard let label, let part = ModulePart(value) else { continue }
        let name = label.hasPrefix("$__lazy_storage_$_") ? String(label.dropFirst(18)) : label
        parts.append((name, part))
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
    case let function as any GraphSource: self = .function(function)
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional:
        guard let inside = mirror.children.first.flatMap({ ModulePart($0.value) }) else {
          return nil
        }
        self = inside
      case .collection:
        let parts = mirror.children.compactMap { ModulePart($0.value) }
        guard !parts.isEmpty, parts.count == mirror.children.count else { return nil }
        self = .list(parts)
      case .dictionary:
        var parts: [String: ModulePart] = [:]
        for (_, pair) in mirror.children {
          let pair = Array(Mirror(reflecting: pair).children)
          guard pair.count == 2, let name = pair[0].value as? String,
            let part = ModulePart(pair[1].value)
          else { return nil }
          parts[name] = part
        }
        guard !parts.isEmpty else { return nil }
        self = .dictionary(parts)
      default: return nil
      }
    }
  }
}
