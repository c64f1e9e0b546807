import SwiftDiagnostics
import SwiftOperators
import SwiftSyntax
import SwiftSyntaxMacros

/// The conversion of a function by `@AutoGraph`.
package enum Conversion {
  /// The converted body.
  package static func body(of declaration: some DeclSyntaxProtocol, _ attribute: AttributeSyntax)
    throws -> [CodeBlockItemSyntax]
  {
    guard let function = declaration.as(FunctionDeclSyntax.self) else {
      let message = Message(
        message: "@AutoGraph converts functions\n  cure: write it before a func")
      throw DiagnosticsError(diagnostics: [Diagnostic(node: attribute, message: message)])
    }
    let lines = try convertedLines(of: function, attribute)
    return Array(CodeBlockItemListSyntax(stringLiteral: lines.joined(separator: "\n")))
  }

  /// A constant that holds the converted function as text.
  package static func text(
    of declaration: some DeclSyntaxProtocol, _ attribute: AttributeSyntax,
    in context: some MacroExpansionContext
  ) -> [DeclSyntax] {
    // The expansion of the body reports errors; they need not be reported twice.
    guard let function = declaration.as(FunctionDeclSyntax.self),
      let lines = try? convertedLines(of: function, attribute)
    else { return [] }
    let head = function.with(\.body, nil).with(\.attributes, otherAttributes(of: function))
    let text =
      ["\(head.trimmedDescription) {"] + lines.map { $0.isEmpty ? "" : "  " + $0 } + ["}"]
    let isMember = context.lexicalContext.contains {
      $0.asProtocol((any DeclGroupSyntax).self) != nil
    }
    let access = function.modifiers.map(\.trimmedDescription)
      .filter { ["public", "package", "internal", "fileprivate", "private"].contains($0) }
    let words = access + (isMember ? ["static"] : []) + ["let"]
    let constant = [
      "/// `\(function.name.text)` as `@AutoGraph` converted it.",
      "\(words.joined(separator: " ")) \(function.name.text)ConvertedSource: String = #\"\"\"",
      text.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n"),
      "  \"\"\"#",
    ]
    return [DeclSyntax(stringLiteral: constant.joined(separator: "\n"))]
  }

  private static func otherAttributes(of function: FunctionDeclSyntax) -> AttributeListSyntax {
    function.attributes.filter {
      $0.as(AttributeSyntax.self)?.attributeName.trimmedDescription != "AutoGraph"
    }
  }

  private static func convertedLines(
    of function: FunctionDeclSyntax, _ attribute: AttributeSyntax
  ) throws -> [String] {
    // Unknown operators are left as they are: they are not control flow.
    let folded = OperatorTable.standardOperators.foldAll(function) { _ in }
    let maximumSteps = attribute.arguments?.as(LabeledExprListSyntax.self)?.first?.expression
    do {
      let converter = Converter(
        folded.cast(FunctionDeclSyntax.self), maximumSteps: maximumSteps?.trimmedDescription)
      // The body is indented by two columns more than its lines.
      return wrapped(try converter.convert(), columns: 98)
    } catch let error as ConversionError {
      // Folding made a copy with the same text, but the compiler only knows positions in the
      // original.
      let position = function.position.advanced(by: error.offset)
      let node = function.token(at: position).map { Syntax($0) } ?? Syntax(function)
      let message = Message(message: "\(error.problem)\n  cure: \(error.cure)")
      throw DiagnosticsError(diagnostics: [Diagnostic(node: node, message: message)])
    }
  }
}

/// What is wrong with a function, and how to cure it.
private struct Message: DiagnosticMessage {
  let message: String
  var diagnosticID: MessageID { MessageID(domain: "AutoGraph", id: "conversion") }
  var severity: DiagnosticSeverity { .error }
}
