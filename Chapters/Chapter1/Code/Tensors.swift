import CourseKit
import Tapestry

func tensors(_ page: Page) throws {
  let scalar = Tensor(1, dtype: .int8)
  let vector = Tensor([1, 2, 3], dtype: .float32)
  let rows: [[Double]] = [[1, 2], [3, 4]]
  let floats = Tensor(rows, dtype: .float32)
  pprint([scalar, vector, floats])

  print(floats.shape)
  pprint(Tensor(floats.shape.dimensions, dtype: .int32))
  print(floats.dtype)

  pprint(matrix)

  let o = Tensor.zeros([2, 2])
  pprint(o)
  pprint(x)
  pprint(Tensor.ones(like: o))
  page.check("004.ch1.x", x)

  let numbers = x.scalars(as: Float.self)
  print(type(of: numbers), numbers.count)

  let onCPU = try withDevice("/cpu:0") { identity(x) }
  print(onCPU.device)
  do {
    _ = try withDevice("/gpu:0") { identity(x) }
  } catch {
    print(error)
  }
}
