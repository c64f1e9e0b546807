public struct GraphDiagram: Sendable {
  var dataLines: [String] { [] }
  func draw(on canvas: Canvas, page: Box, title: String) {}
}
