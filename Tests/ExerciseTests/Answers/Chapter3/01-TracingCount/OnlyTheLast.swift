import Tapestry

func tracings(of calls: [[TensorSpec]]) throws -> Int {
  var count = 0
  var last: [TensorSpec]?
  for call in calls where call != last {
    count += 1
    last = call
  }
  return count
}
