import CourseKit
import Tapestry

func operations(_ page: Page) throws {
  let e = Tensor.uniform([3, 2], dtype: x.dtype)
  pprint((x + e == e + x).all())
  pprint((x * e == e * x).all())
  pprint((matmul(x, transpose(e)) == matmul(x, e, transposeB: true)).all())

  // A literal takes the type of its partner; two tensors never change theirs silently.
  print(2 * matrix)
  print(matrix / 2)
  print(Tensor([7, -7]) % 3)

  // A dimension of size 1 repeats: a column of 3 and a row of 2 make a table.
  print(Tensor([[10], [20], [30]]) + Tensor([1, 2]))
}
