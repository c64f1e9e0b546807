import CourseKit
import Tapestry

func slices(_ page: Page) throws {
  pprint(matrix[0, 1])
  pprint(matrix[1, ..<2])
  pprint(matrix[.newAxis, 1, ..<2])

  // Positions count from the end too, ranges can step, and an ellipsis stands for the rest.
  let cube = reshape(Tensor.range(24), [2, 3, 4])
  print(cube[-1, .all, 0])
  print(cube[.ellipsis, .by(-2)])
}
