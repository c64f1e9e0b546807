import Miniature

func elements(of memory: [Float], through view: View) throws -> [Float] {
  var result: [Float] = []
  func walk(_ dimension: Int, _ position: Int) {
    guard dimension >= 0 else { return result.append(memory[position]) }
    for step in 0..<view.shape[dimension] {
      walk(dimension - 1, position + step * view.strides[dimension])
    }
  }
  walk(view.shape.count - 1, view.offset)
  return result
}
