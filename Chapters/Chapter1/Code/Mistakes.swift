import CourseKit
import Tapestry

func mistakes(_ page: Page) throws {
  // Infinity and NaN are numbers like others, as the standard for floating-point numbers has it.
  let numbers = Tensor([-1.0, 0.0, 1.0])
  print(numbers / 0)
  print(sqrt(numbers))
  print(isNaN(log(numbers)))

  // Integers wrap around, and a cast keeps the lowest bits.
  print(Tensor([127], dtype: .int8) + 1)
  print(cast(Tensor([300.7, -1.7]), to: .int8))

  // A tensor may have no elements at all.
  print(Tensor.zeros([0, 3]), Tensor.zeros([0, 3]).sum())
}
