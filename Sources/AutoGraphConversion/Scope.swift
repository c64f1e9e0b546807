import SwiftSyntax

/// What a name means at one point of the function.
struct Scope {
  /// A local variable, which statements can carry.
  struct Variable {
    let keyword: String
    let type: String?
    var hasValue: Bool
    var isParameter = false
  }

  /// What a local function, closure or computed variable uses of the variables around it.
  struct Captures {
    var used: Set<String> = []
    var assigned: Set<String> = []
  }

  private(set) var variables: [String: Variable] = [:]
  private(set) var captures: [String: Captures] = [:]
  private var order: [String] = []
  private var constants: Set<String> = []

  mutating func declare(_ name: String, _ variable: Variable) {
    variables[name] = variable
    order.removeAll { $0 == name }
    order.append(name)
    constants.remove(name)
    captures[name] = nil
  }

  mutating func declare(constant name: String) {
    variables[name] = nil
    constants.insert(name)
    captures[name] = nil
  }

  /// Declares a name whose use runs `code`, as that of a local function does.
  mutating func declare(_ name: String, running code: some SyntaxProtocol) {
    let inner = Set(names(in: code))
    let used = Set(code.tokens(viewMode: .sourceAccurate).map(\.text)).subtracting(inner)
    var captures = Captures(
      used: used.intersection(variables.keys),
      assigned: Set(Assignments([Syntax(code)]).names.keys).intersection(variables.keys))
    for other in used.compactMap({ self.captures[$0] }) {
      captures.used.formUnion(other.used)
      captures.assigned.formUnion(other.assigned)
    }
    declare(constant: name)
    self.captures[name] = captures
  }

  mutating func setValue(of name: String) { variables[name]?.hasValue = true }

  func isKnown(_ name: String) -> Bool { variables[name] != nil || constants.contains(name) }

  /// Those of the names that are variables, in the order of their declarations.
  func variables(among names: some Collection<String>) -> [String] {
    order.filter { variables[$0] != nil && names.contains($0) }
  }

  /// What runs where the variable is used: the body of a closure, or of a computed variable.
  private static func code(of binding: PatternBindingSyntax) -> Syntax? {
    if let accessors = binding.accessorBlock { return Syntax(accessors) }
    return binding.initializer?.value.as(ClosureExprSyntax.self).map { Syntax($0) }
  }

  /// Adds what a declaration declares. A `let` without a value is a variable until it gets one.
  mutating func declare(_ declaration: VariableDeclSyntax) {
    let keyword = declaration.bindingSpecifier.text
    for binding in declaration.bindings {
      let type = binding.typeAnnotation?.type
      let isOptional = type?.is(OptionalTypeSyntax.self) ?? false
      let hasValue = binding.initializer != nil || (keyword == "var" && isOptional)
      for name in names(in: binding.pattern) {
        if let code = Self.code(of: binding) {
          declare(name, running: code)
        } else if keyword == "let" && hasValue || binding.accessorBlock != nil {
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
