import Miniature

func elements(of memory: [Float], through view: View) throws -> [Float] {
  let count = view.shape.reduce(1, *)
  return Array(memory[view.offset..<view.offset + count])
}
