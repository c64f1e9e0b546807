import AutoGraphConversion
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

/// The macro without the constant that holds its text, which would repeat each expansion.
enum BodyOnly: BodyMacro {
  static func expansion(
    of node: AttributeSyntax,
    providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    try Conversion.body(of: declaration, node)
  }
}

/// Checks what a function becomes.
func expect(
  _ source: String, attribute: String = "@AutoGraph", becomes expected: String,
  _ diagnostics: [DiagnosticSpec] = [],
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  assertMacroExpansion(
    attribute + "\n" + source, expandedSource: expected, diagnostics: diagnostics,
    macroSpecs: ["AutoGraph": MacroSpec(type: BodyOnly.self)], indentationWidth: .spaces(2),
    failureHandler: {
      Issue.record(Comment(rawValue: $0.message), sourceLocation: sourceLocation)
    })
}

/// Checks the message about a function that cannot be converted, and its position.
func expect(
  _ source: String, line: Int, column: Int, says problem: String, cure: String,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  // Lines of the function: the attribute is on a line before it.
  let diagnostic = DiagnosticSpec(
    message: "\(problem)\n  cure: \(cure)", line: line + 1, column: column)
  expect(source, becomes: source, [diagnostic], sourceLocation: sourceLocation)
}
