import CourseKit
import Tapestry

func views(_ page: Page) throws {
  // None of these copies an element; each is another way to walk the same memory.
  let table = reshape(Tensor.range(6), [2, 3])
  print(table)
  print(transpose(table))
  print(table[.all, .by(-1)])
  print(broadcast(table[0], to: [3, 3]))
}
