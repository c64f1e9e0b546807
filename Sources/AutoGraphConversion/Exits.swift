import SwiftSyntax

/// A `break` or `continue` that names the loop it leaves.
struct LabeledExit: Hashable {
  let label: String
  let isBreak: Bool
}

/// Finds the statements that leave a function or a loop: `return`, and `break` and `continue` of
/// this loop or of one around it.
final class Exits: SyntaxVisitor {
  private(set) var returns = false
  private(set) var breaks = false
  private(set) var continues = false
  /// Whether an inner loop continues with this loop's next step, through this loop's label.
  private(set) var continuesFromInside = false
  /// The exits from enclosing loops, each with one position.
  private(set) var labeled: [LabeledExit: Syntax] = [:]
  private let label: String?
  private var labelsInside: [String] = []
  private var depth = 0
  private var switchDepth = 0

  /// The exits among these statements; of a loop's body, with the label that the loop has.
  init(_ nodes: [some SyntaxProtocol], label: String? = nil) {
    self.label = label
    super.init(viewMode: .sourceAccurate)
    for node in nodes { walk(node) }
  }

  /// Whether a statement leaves something that is not part of it.
  var any: Bool { returns || breaks || continues || !labeled.isEmpty }

  override func visit(_ node: ReturnStmtSyntax) -> SyntaxVisitorContinueKind {
    returns = true
    return .skipChildren
  }
  override func visit(_ node: BreakStmtSyntax) -> SyntaxVisitorContinueKind {
    if let target = node.label?.text {
      if target == label {
        breaks = true
      } else if !labelsInside.contains(target) {
        labeled[LabeledExit(label: target, isBreak: true)] = Syntax(node)
      }
    } else if depth == 0 && switchDepth == 0 {
      breaks = true
    }
    return .skipChildren
  }
  override func visit(_ node: ContinueStmtSyntax) -> SyntaxVisitorContinueKind {
    if let target = node.label?.text {
      if target == label {
        if depth == 0 { continues = true } else { continuesFromInside = true }
      } else if !labelsInside.contains(target) {
        labeled[LabeledExit(label: target, isBreak: false)] = Syntax(node)
      }
    } else if depth == 0 {
      continues = true
    }
    return .skipChildren
  }
  override func visit(_ node: LabeledStmtSyntax) -> SyntaxVisitorContinueKind {
    labelsInside.append(node.label.text)
    return .visitChildren
  }
  override func visitPost(_ node: LabeledStmtSyntax) { labelsInside.removeLast() }
  private func enterLoop() -> SyntaxVisitorContinueKind {
    depth += 1
    return .visitChildren
  }
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
  override func visitPost(_ node: ForStmtSyntax) { depth -= 1 }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
  override func visitPost(_ node: WhileStmtSyntax) { depth -= 1 }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
  override func visitPost(_ node: RepeatStmtSyntax) { depth -= 1 }
  override func visit(_ node: SwitchExprSyntax) -> SyntaxVisitorContinueKind {
    switchDepth += 1
    return .visitChildren
  }
  override func visitPost(_ node: SwitchExprSyntax) { switchDepth -= 1 }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
