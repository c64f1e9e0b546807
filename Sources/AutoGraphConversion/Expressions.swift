import SwiftSyntax

/// Rewrites the control flow inside expressions: `a ? b : c`, `&&`, `||`, `!`, and `if` as a value.
final class ExpressionRewriter: SyntaxRewriter {
  private let location: (any SyntaxProtocol) -> String
  private let lines: SourceLines

  init(_ lines: SourceLines) {
    self.lines = lines
    location = { "\"\(lines.location(of: $0))\"" }
  }

  /// The expression or statement with its expressions rewritten.
  static func rewrite(_ node: some SyntaxProtocol, _ lines: SourceLines) -> Syntax {
    ExpressionRewriter(lines).rewrite(node, detach: true)
  }

  override func visit(_ node: TernaryExprSyntax) -> ExprSyntax {
    let at = location(node)
    let condition = visit(node.condition).trimmedDescription
    let first = visit(node.thenExpression).trimmedDescription
    let second = visit(node.elseExpression).trimmedDescription
    return expression("ifExpression(\(condition), at: \(at), \(first), \(second))", like: node)
  }

  override func visit(_ node: InfixOperatorExprSyntax) -> ExprSyntax {
    let name = node.operator.as(BinaryOperatorExprSyntax.self)?.operator.text
    guard let function = name.flatMap({ ["&&": "and", "||": "or"][$0] }) else {
      return super.visit(node)
    }
    let first = visit(node.leftOperand).trimmedDescription
    let second = visit(node.rightOperand).trimmedDescription
    return expression("\(function)(\(first), \(second))", like: node)
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> ExprSyntax {
    guard node.operator.text == "!" else { return super.visit(node) }
    var operand = visit(node.expression).trimmedDescription
    if let tuple = node.expression.as(TupleExprSyntax.self), tuple.elements.count == 1 {
      operand = visit(tuple.elements.first!.expression).trimmedDescription
    }
    return expression("not(\(operand))", like: node)
  }

  override func visit(_ node: IfExprSyntax) -> ExprSyntax {
    var tests: [String] = []
    for element in node.conditions {
      guard case .expression(let expression) = element.condition else { return super.visit(node) }
      tests.append(visit(expression).trimmedDescription)
    }
    guard let otherwise = node.elseBody else { return super.visit(node) }
    let test = tests.dropLast().reversed().reduce(tests.last!) { "and(\($1), \($0))" }
    let at = location(node)
    let then = visit(node.body.statements).trimmedDescription
    let second: String
    switch otherwise {
    case .ifExpr(let next): second = visit(next).trimmedDescription
    case .codeBlock(let block): second = visit(block.statements).trimmedDescription
    }
    let text =
      "ifStatement(\(test), sets: [\"the value\"], at: \(at)) { \(then) } else: { \(second) }"
    return expression(text, like: node)
  }

  // The statements of a closure are its own: only its expressions are rewritten.
  override func visit(_ node: FunctionDeclSyntax) -> DeclSyntax { DeclSyntax(node) }

  private func expression(_ text: String, like node: some SyntaxProtocol) -> ExprSyntax {
    ExprSyntax(stringLiteral: text)
      .with(\.leadingTrivia, node.leadingTrivia).with(\.trailingTrivia, node.trailingTrivia)
  }
}
