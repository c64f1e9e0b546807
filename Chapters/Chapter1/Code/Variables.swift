import CourseKit
import Tapestry

func variables(_ page: Page) throws {
  let v = Variable(x)
  pprint(v)
  pprint(square(v))

  v.assign(square(v))
  pprint(v)

  v.assignSub(1 * Tensor.ones(like: v))
  pprint(v)
  page.check("004.ch1.v", v)
}
