import SwiftSyntax

// `break` and `continue` with a label. They leave several loops at once: they set a flag, each loop
// on the way out stops where the flag is set, and what follows it is skipped.

/// The flags that inner loops set to leave a loop with a label.
struct LabeledLoop {
  /// The flag that ends the loop; nil if nothing breaks it.
  let didBreak: String?
  /// The flag that ends a step of the loop; nil if no loop inside does that.
  let didContinue: String?

  func flag(for exit: LabeledExit) -> String? { exit.isBreak ? didBreak : didContinue }
}

extension Converter {
  /// A statement with a label; returns whether it took over the rest.
  func convertLabeled(
    _ node: LabeledStmtSyntax, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    let loop = Syntax(node.statement)
    guard
      loop.is(ForStmtSyntax.self) || loop.is(WhileStmtSyntax.self) || loop.is(RepeatStmtSyntax.self)
    else {
      throw error(
        node, "a labeled statement that is not a loop is not converted",
        cure: "choose with if and else, and leave loops only")
    }
    return try convertLoop(loop, node.label.text, rest, ending, &scope, &block)
  }

  /// The flags of a loop with a label. The one for `continue` is reset in each step, so the body
  /// declares it.
  func labeledLoop(
    _ didBreak: String?, _ exits: Exits, from node: Syntax, _ items: inout [CodeBlockItemSyntax]
  ) -> LabeledLoop {
    guard exits.continuesFromInside else {
      return LabeledLoop(didBreak: didBreak, didContinue: nil)
    }
    let name = unusedName("didContinue")
    items = synthesized("var \(name): Flag = false", at: node) + items
    return LabeledLoop(didBreak: didBreak, didContinue: name)
  }

  /// The flags that a loop's body may set to leave loops around it.
  func flags(of exits: Exits) throws -> [String] {
    try exits.labeled.map { exit, node in
      guard let flag = labeledLoops[exit.label]?.flag(for: exit) else { throw cannotLeave(node) }
      return flag
    }.sorted()
  }

  /// The exit that a statement is, if it names its loop.
  func labeledExit(_ node: Syntax) -> LabeledExit? {
    if let label = node.as(BreakStmtSyntax.self)?.label {
      return LabeledExit(label: label.text, isBreak: true)
    }
    return node.as(ContinueStmtSyntax.self)?.label.map {
      LabeledExit(label: $0.text, isBreak: false)
    }
  }

  /// Whether a label names the loop whose body ends this way, and could be left out.
  func isInnermost(_ label: String, _ ending: Ending) -> Bool {
    if case .loop(_, _, _, label) = ending { true } else { false }
  }

  /// An exit to a loop further out.
  func convertLabeledExit(
    _ exit: LabeledExit, _ node: Syntax, _ ending: Ending, _ block: inout Block
  ) throws {
    guard case .loop = ending, let flag = labeledLoops[exit.label]?.flag(for: exit) else {
      throw cannotLeave(node)
    }
    block.lines.append("\(flag) = true")
    block.assign([flag])
    block.lines += ending.lines
  }
}
