import Tapestry

func variables(in object: Any) throws -> [Variable] {
  var found: [Variable] = []
  func visit(_ value: Any) {
    if let variable = value as? Variable {
      if !found.contains(variable) { found.append(variable) }
    } else {
      open(Mirror(reflecting: value))
    }
  }
  func open(_ mirror: Mirror) {
    if let above = mirror.superclassMirror { open(above) }
    for child in mirror.children { visit(child.value) }
  }
  visit(object)
  return found
}
