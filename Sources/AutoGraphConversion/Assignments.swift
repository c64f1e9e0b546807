import SwiftSyntax

/// Finds the variables that statements assign and that were declared outside of them.
final class Assignments: SyntaxVisitor {
  /// The names, each with one node that assigns it.
  private(set) var names: [String: Syntax] = [:]
  private var scopes: [Set<String>] = [[]]

  /// The methods of the standard library that change their receiver.
  private static let mutatingMethods: Set<String> = [
    "append", "formUnion", "insert", "merge", "popFirst", "popLast", "remove", "removeAll",
    "removeFirst", "removeLast", "removeValue", "reverse", "sort", "swapAt", "toggle",
    "updateValue",
  ]

  init(_ nodes: [some SyntaxProtocol]) {
    super.init(viewMode: .sourceAccurate)
    for node in nodes { walk(node) }
  }

  private func assign(_ target: ExprSyntax) {
    if let tuple = target.as(TupleExprSyntax.self) {
      for element in tuple.elements { assign(element.expression) }
    } else if let name = rootName(of: target), !scopes.contains(where: { $0.contains(name.text) }) {
      names[name.text] = names[name.text] ?? Syntax(name)
    }
  }

  override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    let text = node.operator.trimmedDescription
    let comparisons: Set<String> = ["==", "!=", "<=", ">=", "===", "!==", "~="]
    if node.operator.is(AssignmentExprSyntax.self)
      || (text.hasSuffix("=") && !comparisons.contains(text))
    {
      assign(node.leftOperand)
    }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    assign(node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let member = node.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
      // A method whose result is unused is called for its effect.
      let isStatement = node.parent?.is(CodeBlockItemSyntax.self) ?? false
      if isStatement || Self.mutatingMethods.contains(member.declName.baseName.text) {
        if rootName(of: base)?.tokenKind != .keyword(.self) { assign(base) }
      }
    }
    return .visitChildren
  }

  // MARK: - Inner declarations

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind {
    scopes.append([])
    return .visitChildren
  }
  override func visitPost(_ node: CodeBlockSyntax) { scopes.removeLast() }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    scopes.append([])
    return .visitChildren
  }
  override func visitPost(_ node: ClosureExprSyntax) { scopes.removeLast() }
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    scopes.append([])
    return .visitChildren
  }
  override func visitPost(_ node: ForStmtSyntax) { scopes.removeLast() }
  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    scopes.append([])
    return .visitChildren
  }
  override func visitPost(_ node: IfExprSyntax) { scopes.removeLast() }
  override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind {
    scopes.append([])
    return .visitChildren
  }
  override func visitPost(_ node: SwitchCaseSyntax) { scopes.removeLast() }

  // After the initializer, so that in `var o = o` the right-hand side is the outer variable.
  override func visitPost(_ node: IdentifierPatternSyntax) {
    scopes[scopes.count - 1].insert(node.identifier.text)
  }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    scopes[scopes.count - 1].insert(node.name.text)
    return .skipChildren
  }
}

/// The variable that an assignment changes: `x` in `x[0].y = 1`.
func rootName(of target: ExprSyntax) -> TokenSyntax? {
  if let name = target.as(DeclReferenceExprSyntax.self) { return name.baseName }
  if let member = target.as(MemberAccessExprSyntax.self) { return member.base.flatMap(rootName) }
  if let element = target.as(SubscriptCallExprSyntax.self) {
    return rootName(of: element.calledExpression)
  }
  if let chain = target.as(OptionalChainingExprSyntax.self) {
    return rootName(of: chain.expression)
  }
  if let forced = target.as(ForceUnwrapExprSyntax.self) { return rootName(of: forced.expression) }
  return nil
}

/// Whether nothing after these statements runs.
func alwaysExits(_ items: [CodeBlockItemSyntax]) -> Bool {
  items.contains { item in
    let node = Syntax(item.item)
    if node.is(ReturnStmtSyntax.self) || node.is(BreakStmtSyntax.self)
      || node.is(ContinueStmtSyntax.self) || node.is(ThrowStmtSyntax.self)
    {
      return true
    }
    guard let choice = ifExpression(in: item), let otherwise = choice.elseBody,
      alwaysExits(Array(choice.body.statements))
    else { return false }
    switch otherwise {
    case .codeBlock(let block): return alwaysExits(Array(block.statements))
    case .ifExpr(let next): return alwaysExits([CodeBlockItemSyntax(item: .expr(ExprSyntax(next)))])
    }
  }
}

/// The `if` that a statement consists of.
func ifExpression(in item: CodeBlockItemSyntax) -> IfExprSyntax? {
  let node = Syntax(item.item)
  return node.as(IfExprSyntax.self)
    ?? node.as(ExpressionStmtSyntax.self)?.expression.as(IfExprSyntax.self)
}

/// Whether a call in these statements is marked with `try`.
func throwsErrors(_ lines: [String]) -> Bool {
  lines.contains { line in
    line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).contains("try")
  }
}
