import Miniature

func elements(of memory: [Float], through view: View) throws -> [Float] {
  var result: [Float] = []
  func walk(_ dimension: Int, _ position: Int) {
    guard dimension < view.shape.count else { return result.append(memory[position]) }
    for step in 0..<view.shape[dimension] {
      walk(dimension + 1, position + step * view.strides[dimension])
    }
  }
  walk(0, 0)
  return result
}
