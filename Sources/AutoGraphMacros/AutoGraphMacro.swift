import SwiftDiagnostics
import SwiftOperators
import SwiftSyntax
import SwiftSyntaxMacros

/// The macro `@AutoGraph`: a new body for the function, and the text of the converted function
/// beside it.
public struct AutoGraphMacro: BodyMacro, PeerMacro {
  /// The converted body.
  public static func expansion(
    of node: AttributeSyntax,
    providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    guard let function = declaration.as(FunctionDeclSyntax.self) else {
      let message = Message(
        message: "@AutoGraph converts functions\n  cure: write it before a func")
      throw DiagnosticsError(diagnostics: [Diagnostic(node: node, message: message)])
    }
    let lines = try convertedLines(of: function, node)
    return Array(CodeBlockItemListSyntax(stringLiteral: lines.joined(separator: "\n")))
  }

  /// A constant that holds the converted function as text.
  public static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    // The expansion of the body reports what is wrong; said twice, it would not be clearer.
    guard let function = declaration.as(FunctionDeclSyntax.self),
      let lines = try? convertedLines(of: function, node)
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
    let declaration = [
      "/// `\(function.name.text)` as `@AutoGraph` converted it.",
      "\(words.joined(separator: " ")) \(function.name.text)ConvertedSource: String = #\"\"\"",
      text.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n"),
      "  \"\"\"#",
    ]
    return [DeclSyntax(stringLiteral: declaration.joined(separator: "\n"))]
  }

  private static func otherAttributes(of function: FunctionDeclSyntax) -> AttributeListSyntax {
    function.attributes.filter {
      $0.as(AttributeSyntax.self)?.attributeName.trimmedDescription != "AutoGraph"
    }
  }

  private static func convertedLines(
    of function: FunctionDeclSyntax, _ attribute: AttributeSyntax
  ) throws -> [String] {
    // Unknown operators keep their place: they are no control flow.
    let folded = OperatorTable.standardOperators.foldAll(function) { _ in }
    let maximumSteps = attribute.arguments?.as(LabeledExprListSyntax.self)?.first?.expression
    do {
      let converter = Converter(
        folded.cast(FunctionDeclSyntax.self), maximumSteps: maximumSteps?.trimmedDescription)
      // The body stands two columns further right than its lines.
      return wrapped(try converter.convert(), columns: 98)
    } catch let error as ConversionError {
      // Folding made a copy with the same text; the compiler knows places of the original only.
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
