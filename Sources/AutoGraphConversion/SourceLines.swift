import SwiftSyntax

/// The lines of a function, counted from its `func`.
final class SourceLines {
  private let name: String
  private let converter: SourceLocationConverter
  private let first: Int
  /// The start positions of the trees that nodes of the function belong to.
  private var origins: [SyntaxIdentifier: Int]

  init(_ function: FunctionDeclSyntax) {
    name = function.name.text
    converter = SourceLocationConverter(fileName: "", tree: function)
    origins = [function.id: 0]
    first = converter.location(for: function.funcKeyword.positionAfterSkippingLeadingTrivia).line
  }

  /// Records the origin of a statement that is in its own tree.
  func adopt(_ item: CodeBlockItemSyntax, from original: some SyntaxProtocol) {
    origins[item.root.id] =
      offset(of: original) - item.positionAfterSkippingLeadingTrivia.utf8Offset
  }

  /// Where a node begins, in bytes from the beginning of the function.
  func offset(of node: some SyntaxProtocol) -> Int {
    (origins[node.root.id] ?? 0) + node.positionAfterSkippingLeadingTrivia.utf8Offset
  }

  /// The location of a node, for messages: `g, line 2`.
  func location(of node: any SyntaxProtocol) -> String {
    guard origins[node.root.id] != nil else { return name }
    let line = converter.location(for: AbsolutePosition(utf8Offset: offset(of: node))).line
    return "\(name), line \(line - first + 1)"
  }
}
