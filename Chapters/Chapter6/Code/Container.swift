import CourseKit
import Tapestry

func container(_ page: Page) throws {
  // A dummy dataset with 1000 samples and 2 features.
  let data = Tensor.normal([1000, 2], dtype: .float64, seed: page.seed)

  let dataset = Dataset.fromTensorSlices(data)

  let batchSize = 10
  let batches = dataset.batch(batchSize).makeIterator()

  let batch1 = try batches.getNext()
  let batch2 = try batches.getNext()
  print(batch1.shape, batch1.dtype, batch2.shape, batch2.dtype)
  print("the first rows, in order:", (batch1 == data[..<10]).all().scalarDescription)

  var count = 2
  do {
    while true {
      _ = try batches.getNext()
      count += 1
    }
  } catch let error as OutOfRangeError {
    print("after batch \(count): \(type(of: error)): \(error)")
  }

  var sums = Tensor.zeros([2], dtype: .float64)
  for batch in dataset.batch(batchSize) {
    sums = sums + batch.sum(axis: 0)
  }
  print(
    "in a loop, every sample once:", (abs(sums - data.sum(axis: 0)) < 1e-10).all().scalarDescription
  )
}
