import SwiftOperators
import SwiftSyntax
import SwiftSyntaxBuilder

// Statements that repeat: `while`, `repeat`, `for`.

extension Converter {
  /// Converts a loop; returns whether it took over the rest, as it does if its body leaves more
  /// than the loop.
  func convertLoop(
    _ node: Syntax, _ label: String?, _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending,
    _ scope: inout Scope, _ block: inout Block
  ) throws -> Bool {
    if let loop = node.as(WhileStmtSyntax.self), conditionText(loop.conditions) == nil {
      try convertSwiftLoop(loop, label, ending, scope, &block)
      return false
    }
    var items = body(of: node)
    let exits = Exits(items, label: label)
    let carried = try carried(by: [items], scope)
    for name in carried where !scope.variables[name]!.hasValue {
      throw error(
        Assignments(items).names[name]!, "'\(name)' has no value before the loop",
        cure: "give '\(name)' a value in its declaration: the loop may not run at all")
    }
    let leavesOthers = try flags(of: exits)
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
    let own = [didBreak, returned].compactMap { $0 }
    for name in own {
      scope.declare(name, .init(keyword: "var", type: nil, hasValue: true))
      declare(name, in: &block)
    }
    let state = carried + leavesOthers + own
    let flags = leavesOthers + [didBreak, returned.map(isSet)].compactMap { $0 }
    let goesOn: String? =
      switch flags.count {
      case 0: nil
      case 1: "not(\(flags[0]))"
      default: "noneOf(\(flags.joined(separator: ", ")))"
      }
    if let label {
      labeledLoops[label] = labeledLoop(didBreak, exits, from: node, &items)
    }
    let loopEnding = Ending.loop(
      state: state, didBreak: didBreak, returned: returned, label: label)
    block.lines += try loop(node, items, state, goesOn, loopEnding, scope)
    if let label { labeledLoops[label] = nil }
    block.assign(state)
    return try convertLeft(
      by: leavesOthers, returned: returned, from: node, rest, ending, &scope, &block)
  }

  /// `while let` and the like: Swift repeats.
  private func convertSwiftLoop(
    _ loop: WhileStmtSyntax, _ label: String?, _ ending: Ending, _ scope: Scope,
    _ block: inout Block
  ) throws {
    guard label == nil else {
      throw error(
        loop, "a while that binds a value is not converted under a label",
        cure: "write the loop as for, or as while with a condition that binds no value")
    }
    var inner = scope
    for name in names(in: loop.conditions) { inner.declare(constant: name) }
    let body = try convert(
      Array(loop.body.statements)[...], .swiftLoop(outer: ending), &inner)
    let head = text(loop.with(\.body, CodeBlockSyntax(statements: [])))
    block.lines += head.dropLastBrace() + indented(body.lines) + ["}"]
    block.assign(body.assigned)
  }

  /// What follows a loop that may have left more than itself: an enclosing loop, or the function.
  private func convertLeft(
    by flags: [String], returned: String?, from loop: Syntax,
    _ rest: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending, _ scope: inout Scope,
    _ block: inout Block
  ) throws -> Bool {
    // At the end of the enclosing loop there is nothing to skip.
    let flags = rest.isEmpty ? [] : flags
    guard !flags.isEmpty || returned != nil else { return false }
    let value = returned.map { returnType == nil ? "return" : "return \($0).value" }
    if flags.isEmpty, rest.isEmpty, case .function = ending {
      if returnType != nil { block.lines.append(value!) }
      return true
    }
    // The enclosing loop ends its step; its own test decides whether there is another.
    var tests = flags.isEmpty ? "" : "if \(flags.joined(separator: " || ")) { continue }\n"
    if let returned { tests += "if \(isSet(returned)) { \(value!) }" }
    let items = synthesized(tests, at: loop)
    let after = try convert((items + rest)[...], ending, &scope)
    block.lines += after.lines
    block.assign(after.assigned)
    return true
  }

  /// Statements that the function does not contain, as if they stood where that node does.
  func synthesized(_ text: String, at node: Syntax) -> [CodeBlockItemSyntax] {
    let folded = OperatorTable.standardOperators.foldAll(
      CodeBlockItemListSyntax(stringLiteral: text)
    ) { _ in }
    let items = Array(folded.cast(CodeBlockItemListSyntax.self))
    for item in items { lines.adopt(item, from: node) }
    return items
  }

  /// Whether the function has returned; for a function without results, a flag alone tells.
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
    _ node: Syntax, _ items: [CodeBlockItemSyntax], _ state: [String], _ goesOn: String?,
    _ ending: Ending, _ scope: Scope
  ) throws -> [String] {
    let location = lines.location(of: node)
    let carrying = state.isEmpty ? [] : ["carrying: " + state.joined(separator: ", ")]
    let naming = state.isEmpty ? [] : ["names: \(literal(state))"]
    let limit = node.is(ForStmtSyntax.self) ? nil : maximumSteps
    let arguments =
      carrying + naming + ["at: \"\(location)\""] + (limit.map { ["maximumSteps: \($0)"] } ?? [])
    let parameters = state.isEmpty ? "" : " " + state.joined(separator: ", ") + " in"
    // A test of several parts takes two lines, or the compiler would type-check it together with
    // the loop.
    func test(_ condition: String) -> [String] {
      let isCompound = ["and(", "or(", "not("].contains { condition.hasPrefix($0) }
      guard goesOn != nil || isCompound else { return [condition] }
      let name = unusedName("goesOn")
      return goesOn.map { ["let \(name) = \($0)", "return and(\(name), \(condition))"] }
        ?? ["let \(name) = \(condition)", "return \(name)"]
    }
    if let loop = node.as(ForStmtSyntax.self) {
      let element = try elementParameter(loop)
      var inner = scope
      for name in names(in: loop.pattern) { inner.declare(constant: name) }
      let body = element.lines + (try closure(items[...], ending, inner))
      let sequence = text(loop.sequence)
      let list = (["elements(of: \(sequence))"] + arguments).joined(separator: ", ")
      let elements = ([element.name] + state).joined(separator: ", ")
      guard let goesOn else {
        let isThrowing = throwsErrors([sequence] + body)
        let target = state.isEmpty ? "" : tuple(state) + " = "
        let call = "\(target)\(isThrowing ? "try " : "")forStatement(\(list)) { \(elements) in"
        return [call] + indented(body) + ["}"]
      }
      return statement(
        assigning: state, "leavableForStatement(\(list)) {\(parameters)", [goesOn],
        "} do: { \(elements) in", body, sequence)
    }
    let body = try closure(items[...], ending, scope)
    let list = arguments.joined(separator: ", ")
    if let loop = node.as(RepeatStmtSyntax.self) {
      try checkCaptures(in: [loop.condition], copied: state, scope)
      let condition = test(text(loop.condition))
      return statement(
        assigning: state, "repeatStatement(\(list)) {\(parameters)", body,
        "} while: {\(parameters)", condition, "")
    }
    let conditions = node.cast(WhileStmtSyntax.self).conditions
    try checkCaptures(in: [conditions], copied: state, scope)
    let condition = test(conditionText(conditions)!)
    return statement(
      assigning: state, "whileStatement(\(list)) {\(parameters)", condition,
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
