import SwiftSyntax

/// What a name means at one place in the function.
struct Scope {
  /// A local variable, which statements can carry.
  struct Variable {
    let keyword: String
    let type: String?
    var hasValue: Bool
    var isParameter = false
  }

  private(set) var variables: [String: Variable] = [:]
  private var order: [String] = []
  private var constants: Set<String> = []

  mutating func declare(_ name: String, _ variable: Variable) {
    variables[name] = variable
    order.removeAll { $0 == name }
    order.append(name)
    constants.remove(name)
  }

  mutating func declare(constant name: String) {
    variables[name] = nil
    constants.insert(name)
  }

  mutating func setValue(of name: String) { variables[name]?.hasValue = true }

  func isKnown(_ name: String) -> Bool { variables[name] != nil || constants.contains(name) }

  /// Those of the names that are variables, in the order of their declarations.
  func variables(among names: some Collection<String>) -> [String] {
    order.filter { variables[$0] != nil && names.contains($0) }
  }

  /// Adds what a declaration declares. A `let` without a value is a variable until it gets one.
  mutating func declare(_ declaration: VariableDeclSyntax) {
    let keyword = declaration.bindingSpecifier.text
    for binding in declaration.bindings {
      let type = binding.typeAnnotation?.type
      let isOptional = type?.is(OptionalTypeSyntax.self) ?? false
      let hasValue = binding.initializer != nil || (keyword == "var" && isOptional)
      for name in names(in: binding.pattern) {
        if keyword == "let" && hasValue || binding.accessorBlock != nil {
          declare(constant: name)
        } else {
          declare(
            name,
            Variable(keyword: keyword, type: type?.trimmedDescription, hasValue: hasValue))
        }
      }
    }
  }
}

/// The names that a pattern binds.
func names(in pattern: some SyntaxProtocol) -> [String] {
  let visitor = BoundNames(viewMode: .sourceAccurate)
  visitor.walk(pattern)
  return visitor.names
}

private final class BoundNames: SyntaxVisitor {
  var names: [String] = []
  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    names.append(node.identifier.text)
    return .skipChildren
  }
}
