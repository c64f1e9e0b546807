import AutoGraphConversion
import SwiftSyntax
import SwiftSyntaxMacros

/// The macro `@AutoGraph`: a new body for the function, and a constant with the text of the
/// converted function.
public struct AutoGraphMacro: BodyMacro, PeerMacro {
  /// The converted body.
  public static func expansion(
    of node: AttributeSyntax,
    providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    try Conversion.body(of: declaration, node)
  }

  /// A constant that holds the converted function as text.
  public static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    Conversion.text(of: declaration, node, in: context)
  }
}
