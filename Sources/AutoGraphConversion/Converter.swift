import SwiftSyntax
import SwiftSyntaxBuilder

/// Converts the statements of one function.
///
/// A statement that may leave its surroundings takes over the statements after it: in
/// `if c { return a }; rest`, the rest becomes the other branch. Flags that record whether
/// something was left, which TensorFlow sets everywhere, are then needed only in loops.
final class Converter {
  let function: FunctionDeclSyntax
  let lines: SourceLines
  /// What the function returns; nil if it returns nothing.
  let returnType: TypeSyntax?
  /// How often a `while` or `repeat` may run, from the attribute.
  let maximumSteps: String?
  /// The converted loops around a statement that have labels.
  var labeledLoops: [String: LabeledLoop] = [:]
  /// The number of enclosing choices that may leave their surroundings.
  var choicesAround = 0
  private var usedNames: Set<String>

  /// Converted statements: their text, and the outer variables that they assign directly.
  struct Block {
    var lines: [String] = []
    var assigned: Set<String> = []
    /// The variables that the block declares, and those of them that it assigns directly.
    fileprivate var declared: Set<String> = []
    fileprivate var changed: Set<String> = []
    /// The lines that declare a variable with a value, in order.
    fileprivate var declarations: [(line: Int, name: String)] = []

    mutating func assign(_ names: some Sequence<String>) {
      changed.formUnion(declared.intersection(names))
      assigned.formUnion(Set(names).subtracting(declared))
    }

    /// Declares variables as constants if only copies in closures change, as Swift would advise.
    fileprivate mutating func declareConstants() {
      for (line, name) in declarations where !changed.contains(name) {
        lines[line] = "let" + lines[line].dropFirst(3)
      }
    }
  }

  init(_ function: FunctionDeclSyntax, maximumSteps: String?) {
    self.function = function
    self.maximumSteps = maximumSteps
    lines = SourceLines(function)
    let type = function.signature.returnClause?.type
    let isVoid = type.map { ["Void", "()"].contains($0.trimmedDescription) } ?? true
    returnType = isVoid ? nil : type
    usedNames = Set(function.tokens(viewMode: .sourceAccurate).map(\.text))
  }

  /// The lines of the new body.
  func convert() throws -> [String] {
    guard let body = function.body else {
      throw error(function, "the function has no body", cure: "write @AutoGraph before a function")
    }
    if function.signature.effectSpecifiers?.asyncSpecifier != nil {
      throw error(
        function.funcKeyword, "an async function is not converted",
        cure: "convert a synchronous function, and call it from the async one")
    }
    var scope = Scope()
    for parameter in function.signature.parameterClause.parameters {
      let name = (parameter.secondName ?? parameter.firstName).text
      if parameter.type.description.contains("inout") {
        scope.declare(
          name, .init(keyword: "var", type: nil, hasValue: true, isParameter: true))
      } else {
        scope.declare(constant: name)
      }
    }
    var items = Array(body.statements)
    if returnType != nil, items.count == 1, let choice = ifExpression(in: items[0]),
      !Exits(items).any
    {
      // The value of an `if` that is the whole body.
      items = [
        CodeBlockItemSyntax(
          item: .stmt(
            StmtSyntax(
              ReturnStmtSyntax(
                returnKeyword: .keyword(.return, trailingTrivia: .space), expression: choice))))
      ]
    }
    return try convert(items[...], .function, &scope).lines.flatMap(rows)
  }

  /// A name that the function does not use.
  func unusedName(_ name: String) -> String {
    var candidate = name
    var suffix = 1
    while !usedNames.insert(candidate).inserted {
      suffix += 1
      candidate = name + String(suffix)
    }
    return candidate
  }

  /// The text of a node with its expressions converted, as if it began at the first column.
  func text(_ node: some SyntaxProtocol) -> String {
    let indentation = node.leadingTrivia.description.split(
      separator: "\n", omittingEmptySubsequences: false
    ).last!.count
    let text = ExpressionRewriter.rewrite(node, lines).trimmedDescription
    var result = rows(text)
    for index in result.indices.dropFirst() {
      let spaces = result[index].prefix(while: { $0 == " " }).count
      result[index].removeFirst(min(spaces, indentation))
    }
    return result.joined(separator: "\n")
  }

  func textLines(_ node: some SyntaxProtocol) -> [String] { rows(text(node)) }

  func error(_ node: some SyntaxProtocol, _ problem: String, cure: String) -> ConversionError {
    ConversionError(
      offset: lines.offset(of: node), problem: problem, cure: cure)
  }

  /// A closure's statements: copies of the variables that it assigns, then the block.
  ///
  /// Copies, because both branches of an `if` run while tracing, and each must start from the
  /// values that the variables had before.
  func closure(
    _ items: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending, _ scope: Scope
  ) throws -> [String] {
    var inner = scope
    let block = try convert(items, ending, &inner)
    try checkCaptures(in: items, copied: block.assigned, scope)
    let copies = try scope.variables(among: block.assigned).map { name in
      let variable = scope.variables[name]!
      if variable.isParameter, case .function = ending {
        throw error(
          items.first ?? function.body!.statements.first!,
          "the inout parameter '\(name)' is assigned where the function may return early",
          cure: "return the new value, or assign to a local variable and return at the end")
      }
      return variable.hasValue
        ? "var \(name) = \(name)" : "\(variable.keyword) \(name): \(variable.type ?? "Tensor")"
    }
    return copies + block.lines
  }

  /// The statements of a block.
  func convert(
    _ items: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending, _ scope: inout Scope
  ) throws -> Block {
    var block = Block()
    try convert(items, ending, &scope, &block)
    block.declareConstants()
    return block
  }

  private func convert(
    _ items: ArraySlice<CodeBlockItemSyntax>, _ ending: Ending, _ scope: inout Scope,
    _ block: inout Block
  ) throws {
    for (index, item) in zip(items.indices, items) {
      let rest = items[(index + 1)...]
      let node =
        Syntax(item.item).as(ExpressionStmtSyntax.self).map { Syntax($0.expression) }
        ?? Syntax(item.item)
      let isDone: Bool
      switch node.as(SyntaxEnum.self) {
      case .ifExpr(let choice):
        isDone = try convertIf(choice, rest, ending, &scope, &block)
      case .guardStmt(let choice):
        isDone = try convertGuard(choice, rest, ending, &scope, &block)
      case .whileStmt, .repeatStmt, .forStmt:
        isDone = try convertLoop(node, nil, rest, ending, &scope, &block)
      case .switchExpr(let choice):
        isDone = try convertSwitch(choice, rest, ending, &scope, &block)
      case .doStmt(let statement):
        try convertDo(statement, &scope, &block)
        isDone = false
      case .labeledStmt(let statement):
        isDone = try convertLabeled(statement, rest, ending, &scope, &block)
      case .returnStmt, .breakStmt, .continueStmt:
        return try convertExit(node, ending, &block)
      case .deferStmt(let statement):
        try checkDeferred(statement, ending, scope, block)
        convertPlain(item, &scope, &block)
        isDone = false
      default:
        convertPlain(item, &scope, &block)
        isDone = false
      }
      if isDone { return }
    }
    block.lines += ending.lines
  }

  /// A statement of which only the expressions are converted.
  private func convertPlain(
    _ item: CodeBlockItemSyntax, _ scope: inout Scope, _ block: inout Block
  ) {
    let first = block.lines.count
    block.lines += textLines(item)
    let assigned = scope.variables(among: Assignments([item]).names.keys)
    block.assign(assigned)
    for name in assigned { scope.setValue(of: name) }
    if let declaration = item.item.as(VariableDeclSyntax.self) {
      scope.declare(declaration)
      for binding in declaration.bindings { block.declared.formUnion(names(in: binding.pattern)) }
      if declaration.bindings.count == 1, declaration.modifiers.isEmpty,
        declaration.attributes.isEmpty, declaration.bindingSpecifier.text == "var",
        declaration.bindings.first!.initializer != nil,
        let name = declaration.bindings.first!.pattern.as(IdentifierPatternSyntax.self)
      {
        block.declarations.append((first, name.identifier.text))
      }
    } else if let function = item.item.as(FunctionDeclSyntax.self) {
      scope.declare(function.name.text, running: function)
    }
  }

  /// Refuses a local function or closure where it would use a variable from outside instead of the
  /// copy that a branch or a loop has.
  func checkCaptures(
    in nodes: some Sequence<some SyntaxProtocol>, copied: some Collection<String>, _ scope: Scope
  ) throws {
    for token in nodes.lazy.flatMap({ $0.tokens(viewMode: .sourceAccurate) }) {
      guard let captures = scope.captures[token.text] else { continue }
      let others = captures.used.intersection(copied).union(captures.assigned)
      guard let name = others.sorted().first else { continue }
      throw error(
        token, "'\(token.text)' uses '\(name)', of which a branch or a loop has its own copy",
        cure: "pass '\(name)' to a function that returns its new value")
    }
  }

  /// Refuses a `defer` whose assignments would be lost: a block that becomes a closure ends by
  /// returning its variables, and what is deferred runs after that.
  private func checkDeferred(
    _ statement: DeferStmtSyntax, _ ending: Ending, _ scope: Scope, _ block: Block
  ) throws {
    switch ending {
    case .block, .swiftLoop: return
    case .function where statement.parent?.parent?.parent?.id == function.body?.id: return
    case .function, .branch, .loop: break
    }
    let assignments = Assignments([statement]).names
    let lost = scope.variables(among: assignments.keys).first { !block.declared.contains($0) }
    guard let lost else { return }
    throw error(
      assignments[lost]!, "what a defer assigns to '\(lost)' in a branch or a loop would be lost",
      cure: "write the statements at the end of the block, and before each exit")
  }

  /// `return`, `break` or `continue`.
  private func convertExit(_ node: Syntax, _ ending: Ending, _ block: inout Block) throws {
    if let exit = labeledExit(node), !isInnermost(exit.label, ending) {
      return try convertLabeledExit(exit, node, ending, &block)
    }
    switch (ending, node.as(SyntaxEnum.self)) {
    case (.function, .returnStmt): block.lines += textLines(node)
    case (.swiftLoop(let outer), .returnStmt): try convertExit(node, outer, &block)
    case (.swiftLoop, _), (.block, .breakStmt): block.lines.append(text(node))
    case (.loop(_, _, let returned?, _), .returnStmt(let statement)):
      let value = statement.expression.map { "ReturnValue(\(text($0)))" } ?? "true"
      block.lines.append("\(returned) = \(value)")
      block.assign([returned])
      block.lines += ending.lines.isEmpty ? ["return"] : ending.lines
    case (.loop(_, let didBreak?, _, _), .breakStmt):
      block.lines.append("\(didBreak) = true")
      block.assign([didBreak])
      block.lines += ending.lines
    case (.loop, .continueStmt): block.lines += ending.lines.isEmpty ? ["return"] : ending.lines
    default: throw cannotLeave(node)
    }
  }

  func cannotLeave(_ node: Syntax) -> ConversionError {
    error(
      node, "'\(node.trimmedDescription)' cannot leave the statement around it here",
      cure: "leave a loop from an if, not from a switch or a do")
  }

  func declare(_ name: String, in block: inout Block) { block.declared.insert(name) }
}
