import SwiftSyntax

// Statements that choose: `if`, `guard`, `switch`.

extension Converter {
  /// The items of an `else`.
  private func items(of otherwise: IfExprSyntax.ElseBody?) -> [CodeBlockItemSyntax] {
    switch otherwise {
    case nil: return []
    case .codeBlock(let block): return Array(block.statements)
    case .ifExpr(let next):
      let item = CodeBlockItemSyntax(item: .expr(ExprSyntax(next)))
      lines.adopt(item, from: next)
      return [item]
    }
  }

  /// The condition as one expression; nil if it binds values.
  func conditionText(_ conditions: ConditionElementListSyntax) -> String? {
    var result: String?
    for element in conditions {
      guard case .expression(let expression) = element.condition else { return nil }
      let next = text(expression)
      result = result.map { "and(\($0), \(next))" } ?? next
    }
    return result
  }

  /// Converts an `if`; returns whether it took over the rest.
  func convertIf(
    _ node: IfExprSyntax, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    let then = Array(node.body.statements)
    let otherwise = items(of: node.elseBody)
    let leaves = Exits(then).any || Exits(otherwise).any
    guard let condition = conditionText(node.conditions) else {
      return try convertSwiftIf(node, then, otherwise, rest, ending, &scope, &block)
    }
    if leaves {
      try convertLeaving(
        condition, node, then, otherwise, rest, ending, scope, &block)
      return true
    }
    let carried = try carried(by: [then, otherwise], scope)
    let second = Assignments(otherwise).names
    for (name, assignment) in Assignments(then).names.merging(
      second, uniquingKeysWith: { a, _ in a })
    where scope.variables[name]?.hasValue == false
      && (second[name] == nil || Assignments(then).names[name] == nil)
    {
      throw error(
        assignment, "'\(name)' gets a value in one branch of the if only, and has none before it",
        cure: "give '\(name)' a value in its declaration, or in both branches")
    }
    let first = try closure(then[...], .branch(carried), scope)
    let last = try closure(otherwise[...], .branch(carried), scope)
    let call = "ifStatement(\(condition)\(sets(carried)), at: \"\(lines.location(of: node))\") {"
    block.lines += statement(assigning: carried, call, first, "} else: {", last, condition)
    block.assign(carried)
    for name in carried { scope.setValue(of: name) }
    return false
  }

  /// Converts a `guard`; the rest becomes what runs if the condition holds.
  func convertGuard(
    _ node: GuardStmtSyntax, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    let otherwise = Array(node.body.statements)
    guard let condition = conditionText(node.conditions) else {
      let inner = try closure(otherwise[...], ending, scope)
      let head = text(node.with(\.body, CodeBlockSyntax(statements: [])))
      block.lines += head.dropLastBrace() + indented(inner) + ["}"]
      for name in names(in: node.conditions) { scope.declare(constant: name) }
      return false
    }
    try convertLeaving(condition, node, Array(rest), otherwise, [], ending, scope, &block)
    return true
  }

  /// A choice that may leave its surroundings: each branch includes everything up to their end.
  private func convertLeaving(
    _ condition: String, _ node: some SyntaxProtocol, _ then: [CodeBlockItemSyntax],
    _ otherwise: [CodeBlockItemSyntax], _ rest: ArraySlice<CodeBlockItemSyntax>,
    _ ending: Ending, _ scope: Scope, _ block: inout Block
  ) throws {
    let names: [String]
    switch ending {
    case .function: names = returnType == nil ? [] : ["the return value"]
    case .loop(let state, _, _, _): names = state
    case .branch, .block, .swiftLoop:
      throw error(
        node, "an if that may leave a loop or the function is in a loop that stays Swift's",
        cure: "write the loop as for, or as while with a condition that binds no value")
    }
    _ = try carried(by: [then, otherwise], scope)
    // A closure that consists only of a choice is type-checked together with its surroundings, and
    // the compiler gives up on three nested ones. With a line before the choice, each is checked
    // separately.
    var test = condition
    if choicesAround > 0 {
      test = unusedName("condition")
      let isThrowing = throwsErrors([condition])
      block.lines.append("let \(test) = \(isThrowing ? "try " : "")\(condition)")
    }
    choicesAround += 1
    defer { choicesAround -= 1 }
    let first = try closure(continued(then, rest)[...], ending, scope)
    let last = try closure(continued(otherwise, rest)[...], ending, scope)
    let call = "ifStatement(\(test)\(sets(names)), at: \"\(lines.location(of: node))\") {"
    let lines = statement(assigning: [], call, first, "} else: {", last, test)
    block.lines += ["return " + lines[0]] + lines.dropFirst()
  }

  /// A branch and what follows it, if anything can.
  private func continued(
    _ way: [CodeBlockItemSyntax], _ rest: ArraySlice<CodeBlockItemSyntax>
  ) throws -> [CodeBlockItemSyntax] {
    guard !alwaysExits(way), !rest.isEmpty else { return way }
    var declared: Set<String> = []
    for item in way {
      if let declaration = item.item.as(VariableDeclSyntax.self) {
        declared.formUnion(names(in: declaration))
      }
    }
    let used = Set(rest.flatMap { $0.tokens(viewMode: .sourceAccurate).map(\.text) })
    if let name = declared.intersection(used).sorted().first {
      throw error(
        way[0], "'\(name)' is declared here, and means something else after the if",
        cure: "choose a different name for one of them: the statements after an if that may return "
          + "become part of it")
    }
    return way + rest
  }

  /// `if let` and the like: Swift chooses.
  private func convertSwiftIf(
    _ node: IfExprSyntax, _ then: [CodeBlockItemSyntax], _ otherwise: [CodeBlockItemSyntax],
    _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending, _ scope: inout Scope,
    _ block: inout Block
  ) throws -> Bool {
    let head = text(
      node.with(\.body, CodeBlockSyntax(statements: [])).with(\.elseBody, nil)
        .with(\.elseKeyword, nil))
    let leaves = Exits(then).any || Exits(otherwise).any
    func way(_ items: [CodeBlockItemSyntax], binding names: [String]) throws -> [String] {
      var inner = scope
      for name in names { inner.declare(constant: name) }
      let items = leaves ? try continued(items, rest) : items
      let converted = try convert(items[...], leaves ? ending : .block, &inner)
      block.assign(converted.assigned)
      return indented(converted.lines)
    }
    let first = try way(then, binding: names(in: node.conditions))
    let last = try way(otherwise, binding: [])
    block.lines += head.dropLastBrace() + first
    block.lines += last.isEmpty ? ["}"] : ["} else {"] + last + ["}"]
    for name in block.assigned { scope.setValue(of: name) }
    return leaves
  }

  /// `switch`: Swift chooses.
  func convertSwitch(
    _ node: SwitchExprSyntax, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    let leaves = Exits([node]).any
    block.lines.append("switch \(text(node.subject)) {")
    for element in node.cases {
      guard case .switchCase(let one) = element else { continue }
      var inner = scope
      for name in names(in: one.label) { inner.declare(constant: name) }
      // A `break` of the switch ends the case.
      let items = Array(
        one.statements.prefix { item in
          item.item.as(BreakStmtSyntax.self).map { $0.label != nil } ?? true
        })
      let converted = try convert(
        (leaves ? try continued(items, rest) : items)[...], leaves ? ending : .block, &inner)
      block.lines.append(text(one.label))
      block.lines += converted.lines.isEmpty ? ["  break"] : indented(converted.lines)
      block.assign(converted.assigned)
    }
    block.lines.append("}")
    for name in block.assigned { scope.setValue(of: name) }
    return leaves
  }

  /// `do`, with or without `catch`: Swift runs it.
  func convertDo(_ node: DoStmtSyntax, _ scope: inout Scope, _ block: inout Block) throws {
    if Exits([node]).any {
      throw error(
        node, "a do that may leave a loop or the function is not converted",
        cure: "let the do set a variable, and leave after it")
    }
    func body(_ statements: CodeBlockItemListSyntax) throws -> [String] {
      var inner = scope
      let converted = try convert(Array(statements)[...], .block, &inner)
      block.assign(converted.assigned)
      return indented(converted.lines)
    }
    block.lines += ["do {"] + (try body(node.body.statements))
    for clause in node.catchClauses {
      let head = text(clause.with(\.body, CodeBlockSyntax(statements: [])))
      block.lines += ("} " + head).dropLastBrace() + (try body(clause.body.statements))
    }
    block.lines.append("}")
    for name in block.assigned { scope.setValue(of: name) }
  }

  // MARK: - Shared with loops

  /// The variables that statements carry: declared before and assigned in them.
  func carried(by blocks: [[CodeBlockItemSyntax]], _ scope: Scope) throws -> [String] {
    var names: Set<String> = []
    for (name, assignment) in blocks.flatMap({ Assignments($0).names }) where name != "_" {
      guard scope.isKnown(name) else {
        throw error(
          assignment, "'\(name)' is not a local variable of the function, so it cannot be carried",
          cure: "assign to a local variable here, and to '\(name)' at the end of the function")
      }
      names.insert(name)
    }
    return scope.variables(among: names)
  }

  /// A call with two closures whose results are assigned.
  func statement(
    assigning names: [String], _ call: String, _ first: [String], _ middle: String,
    _ last: [String], _ condition: String
  ) -> [String] {
    let isThrowing = throwsErrors([condition] + first + last)
    let target = names.isEmpty ? "" : tuple(names) + " = "
    return [target + (isThrowing ? "try " : "") + call] + indented(first) + [middle]
      + indented(last) + ["}"]
  }

  private func sets(_ names: [String]) -> String {
    names.isEmpty ? "" : ", sets: \(literal(names))"
  }

  func literal(_ names: [String]) -> String {
    "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }
}

extension String {
  /// The lines of a statement with an empty block, up to the opening brace.
  func dropLastBrace() -> [String] {
    let end = lastIndex(of: "{").map { index(after: $0) } ?? endIndex
    return self[..<end].split(separator: "\n").map(String.init)
  }
}
