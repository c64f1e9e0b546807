import Tapestry

func variables(in object: Any) throws -> [Variable] {
  var found: [Variable] = []
  func visit(_ value: Any) {
    if let variable = value as? Variable {
      found.append(variable)
    } else {
      open(Mirror(reflecting: value))
    }
  }
  func open(_ mirror: Mirror) {
    if let above = mirror.superclassMirror { open(above) }
    guard mirror.displayStyle == .dictionary else {
      for child in mirror.children { visit(child.value) }
      return
    }
    let pairs = mirror.children.compactMap { $0.value as? (key: String, value: Any) }
    for pair in pairs.sorted(by: { $0.key < $1.key }) { visit(pair.value) }
  }
  visit(object)
  return found
}
