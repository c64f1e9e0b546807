import SwiftSyntax
import SwiftSyntaxBuilder

// Statements that repeat: `while`, `repeat`, `for`.

extension Converter {
  /// Converts a loop; returns whether it took the rest along, as it does if its body returns.
  func convertLoop(
    _ node: Syntax, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    if let loop = node.as(WhileStmtSyntax.self), conditionText(loop.conditions) == nil {
      var inner = scope
      for name in names(in: loop.conditions) { inner.declare(constant: name) }
      let body = try convert(
        Array(loop.body.statements)[...], .swiftLoop(outer: ending), &inner)
      let head = text(loop.with(\.body, CodeBlockSyntax(statements: [])))
      block.lines += head.dropLastBrace() + indented(body.lines) + ["}"]
      block.assign(body.assigned)
      return false
    }
    let items = body(of: node)
    let exits = Exits(items)
    let carried = try carried(by: [items], scope)
    for name in carried where !scope.variables[name]!.hasValue {
      throw error(
        Assignments(items).names[name]!, "'\(name)' has no value before the loop",
        cure: "give '\(name)' a value in its declaration: the loop may not run at all")
    }
    var state = carried
    var didBreak: String?
    var returned: String?
    if exits.breaks {
      let name = unusedName("didBreak")
      block.lines.append("var \(name): Flag = false")
      didBreak = name
    }
    if exits.returns {
      let name = unusedName("returned")
      block.lines.append(
        returnType == nil
          ? "var \(name): Flag = false" : "var \(name) = ReturnValue<\(returnTypes)>()")
      returned = name
    }
    for name in [didBreak, returned].compactMap({ $0 }) {
      scope.declare(name, .init(keyword: "var", type: nil, hasValue: true))
      declare(name, in: &block)
      state.append(name)
    }
    let tests =
      [didBreak, returned.map(isSet)].compactMap { $0 }.map { "not(\($0))" }
    let loopEnding = Ending.loop(state: state, didBreak: didBreak, returned: returned)
    block.lines += try loop(node, items, state, tests, loopEnding, scope)
    block.assign(state)
    guard let returned else { return false }
    return try convertReturn(of: returned, from: node, rest, ending, &scope, &block)
  }

  /// What follows a loop that may have returned.
  private func convertReturn(
    of returned: String, from loop: Syntax, _ rest: ArraySlice<CodeBlockItemSyntax>,
    _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    let value = returnType == nil ? "return" : "return \(returned).value"
    if rest.isEmpty, case .function = ending {
      if returnType != nil { block.lines.append(value) }
      return true
    }
    let test = CodeBlockItemListSyntax(stringLiteral: "if \(isSet(returned)) { \(value) }")
    for item in test { lines.adopt(item, from: loop) }
    let after = try convert((Array(test) + rest)[...], ending, &scope)
    block.lines += after.lines
    block.assign(after.assigned)
    return true
  }

  /// Whether the function has returned: of a function without results, a flag says it alone.
  private func isSet(_ returned: String) -> String {
    returnType == nil ? returned : returned + ".isSet"
  }

  private func body(of node: Syntax) -> [CodeBlockItemSyntax] {
    if let loop = node.as(WhileStmtSyntax.self) { return Array(loop.body.statements) }
    if let loop = node.as(RepeatStmtSyntax.self) { return Array(loop.body.statements) }
    let loop = node.cast(ForStmtSyntax.self)
    let items = Array(loop.body.statements)
    guard let condition = loop.whereClause?.condition else { return items }
    // `where` skips a step, as `continue` does.
    let conditions = ConditionElementListSyntax([
      ConditionElementSyntax(condition: .expression(condition.trimmed))
    ])
    let test = GuardStmtSyntax(
      conditions: conditions, body: CodeBlockSyntax(statements: ["continue"]))
    return [CodeBlockItemSyntax(item: .stmt(StmtSyntax(test)))] + items
  }

  /// The call that a loop becomes.
  private func loop(
    _ node: Syntax, _ items: [CodeBlockItemSyntax], _ state: [String], _ tests: [String],
    _ ending: Ending, _ scope: Scope
  ) throws -> [String] {
    let place = lines.place(of: node)
    let carrying = state.isEmpty ? [] : ["carrying: " + state.joined(separator: ", ")]
    let naming = state.isEmpty ? [] : ["names: \(literal(state))"]
    let arguments = carrying + naming + ["at: \"\(place)\""]
    let parameters = state.isEmpty ? "" : " " + state.joined(separator: ", ") + " in"
    func joined(_ tests: [String]) -> String {
      tests.dropLast().reversed().reduce(tests.last!) { "and(\($1), \($0))" }
    }
    if let loop = node.as(ForStmtSyntax.self) {
      let element = try elementParameter(loop)
      var inner = scope
      for name in names(in: loop.pattern) { inner.declare(constant: name) }
      let body = element.lines + (try closure(items[...], ending, inner))
      let sequence = text(loop.sequence)
      let list = (["elements(of: \(sequence))"] + arguments).joined(separator: ", ")
      let elements = ([element.name] + state).joined(separator: ", ")
      guard !tests.isEmpty else {
        let isThrowing = throwsErrors([sequence] + body)
        let target = state.isEmpty ? "" : tuple(state) + " = "
        let call = "\(target)\(isThrowing ? "try " : "")forStatement(\(list)) { \(elements) in"
        return [call] + indented(body) + ["}"]
      }
      return statement(
        assigning: state, "leavableForStatement(\(list)) {\(parameters)", [joined(tests)],
        "} do: { \(elements) in", body, sequence)
    }
    let body = try closure(items[...], ending, scope)
    let list = arguments.joined(separator: ", ")
    if let loop = node.as(RepeatStmtSyntax.self) {
      let condition = joined(tests + [text(loop.condition)])
      return statement(
        assigning: state, "repeatStatement(\(list)) {\(parameters)", body,
        "} while: {\(parameters)", [condition], "")
    }
    let condition = joined(tests + [conditionText(node.cast(WhileStmtSyntax.self).conditions)!])
    return statement(
      assigning: state, "whileStatement(\(list)) {\(parameters)", [condition],
      "} do: {\(parameters)", body, "")
  }

  /// The parameter of a loop's body that gets the element, and what takes it apart.
  private func elementParameter(_ loop: ForStmtSyntax) throws -> (name: String, lines: [String]) {
    if loop.caseKeyword != nil {
      throw error(
        loop, "for case is not converted", cure: "write for, and if case in its body")
    }
    if loop.pattern.is(WildcardPatternSyntax.self) { return ("_", []) }
    if let name = loop.pattern.as(IdentifierPatternSyntax.self) {
      return (name.identifier.text, [])
    }
    let element = unusedName("element")
    return (element, ["let \(loop.pattern.trimmedDescription) = \(element)"])
  }

  /// The types of the values that the function returns, as a list.
  private var returnTypes: String {
    guard let returnType else { return "" }
    guard let tuple = returnType.as(TupleTypeSyntax.self) else {
      return returnType.trimmedDescription
    }
    return tuple.elements.map(\.type.trimmedDescription).joined(separator: ", ")
  }
}
