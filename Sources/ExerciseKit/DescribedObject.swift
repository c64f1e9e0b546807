import Tapestry

/// A class with two properties.
private class Box {
  let first: Any
  let second: Any
  init(_ first: Any, _ second: Any) { (self.first, self.second) = (first, second) }
}

/// A class with one property more than its superclass.
private final class Chest: Box {
  let third: Any
  init(_ first: Any, _ second: Any, _ third: Any) {
    self.third = third
    super.init(first, second)
  }
}

extension ObjectDescription {
  /// The object itself, with a variable for each name.
  ///
  /// ```swift
  /// ObjectDescription("(a, b)").object as? (Any, Any)
  /// ```
  public var object: Any {
    var variables: [String: Variable] = [:]
    return object(&variables)
  }

  private func object(_ variables: inout [String: Variable]) -> Any {
    func objects(_ elements: [ObjectDescription]) -> [Any] {
      elements.map { $0.object(&variables) }
    }
    switch self {
    case .variable(let name):
      let variable = variables[name] ?? Variable(0.0, name: name)
      variables[name] = variable
      return variable
    case .number(let number): return number
    case .optional(let content): return content.map { $0.object(&variables) } as Any
    case .list(let elements): return objects(elements)
    case .tuple(let elements):
      let parts = objects(elements)
      return parts.count == 2 ? (parts[0], parts[1]) as Any : (parts[0], parts[1], parts[2])
    case .dictionary(let elements): return elements.mapValues { $0.object(&variables) }
    case .properties(let contents):
      let parts = objects(contents)
      return parts.count == 2 ? Box(parts[0], parts[1]) : Chest(parts[0], parts[1], parts[2])
    }
  }
}
