import CourseKit
import Foundation
import Tapestry

func stages(_ page: Page) throws {
  let squares = Dataset.range(5)
    .map { x in
      print("  squaring", x.scalarDescription)
      return x * x
    }
    .filter { $0.number != 4 }
    .batch(2)
  print("described, and nothing computed")
  for batch in squares {
    print("the loop has", batch.scalars(as: Int64.self))
  }

  print(Dataset.range(10).batch(4).cardinality)
  print(Dataset.range(10).repeat().cardinality)
  print(Dataset.range(10).filter { $0.number > 3 }.cardinality)

  // A pass belongs to the loop, not to the dataset: two may be under way at once.
  let letters = Dataset.range(3)
  var pairs: [String] = []
  for first in letters {
    for second in letters {
      pairs.append(first.scalarDescription + second.scalarDescription)
    }
  }
  print(pairs.joined(separator: " "))

  try travelling(page)
}

/// The same batches, of rows that travel as indices and of rows that travel as tensors.
private func travelling(_ page: Page) throws {
  let count = 100_000
  let data = Tensor.uniform([count, 2], seed: page.seed)
  let rows = Dataset.fromTensorSlices(data).shuffle(1000, seed: page.seed)
  // A stage that looks at an element makes it a tensor, even if it changes nothing.
  let tensors = Dataset.fromTensorSlices(data).map { $0 }.shuffle(1000, seed: page.seed)
  var passes: [[Tensor]] = []
  for (name, dataset) in [("rows", rows), ("tensors", tensors)] {
    let start = ContinuousClock.now
    passes.append(Array(dataset.batch(10)))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    page.note(
      String(format: "as %@: %.1f million samples a second", name, Double(count) / seconds / 1e6))
  }
  print(
    "rows or tensors, the same batches:",
    zip(passes[0], passes[1]).allSatisfy { rows, tensors in
      (rows == tensors).all().scalar(as: Bool.self)
    })
}
