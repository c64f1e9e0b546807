import CourseKit
import Foundation
import Tapestry

/// The book's own class: batches of rows in an order that each epoch shuffles again.
final class BookDataset: Sequence, IteratorProtocol {
  let tensors: [Tensor]
  let batchSize: Int
  let shuffle: Bool
  let total: Int
  let stepCount: Int
  private var indices: Tensor
  private var i = 0

  init(_ tensors: Tensor..., batchSize: Int = 32, shuffle: Bool = true) {
    self.tensors = tensors
    self.batchSize = batchSize
    self.shuffle = shuffle
    total = tensors[0].shape[0]
    guard tensors.allSatisfy({ $0.shape[0] == tensors[0].shape[0] }) else {
      fatalError("Tensors should have matched length")
    }
    stepCount = total / batchSize
    indices = Tensor.range(total)
  }

  func makeIterator() -> BookDataset {
    i = 0
    if shuffle { indices = Tapestry.shuffled(indices) }
    return self
  }

  func next() -> [Tensor]? {
    if i >= stepCount { return nil }
    let start = i * batchSize
    let end = start + batchSize
    let chosen = indices[start..<end]
    i += 1
    return tensors.map { gather($0, chosen) }
  }
}

func bookDataset(_ page: Page) throws {
  setRandomSeed(page.seed)
  let x = Tensor.range(404)
  let y = 2 * x

  let books = BookDataset(x, y)
  let ours = Dataset.fromTensorSlices((x, y)).shuffle(404).batch(32, dropRemainder: true)
  let bookCount = books.reduce(0) { count, batch in count + batch[0].count }
  let ourCount = ours.reduce(0) { count, batch in count + batch.0.count }
  print("samples in an epoch of 404: the book's \(bookCount), ours \(ourCount)")
  print(
    "x and y stay together:",
    books.allSatisfy { batch in
      (batch[1] == 2 * batch[0]).all().scalar(as: Bool.self)
    })

  // Two loops over one object share its position.
  var (bookPairs, ourPairs) = (0, 0)
  for _ in books { for _ in books { bookPairs += 1 } }
  for _ in ours { for _ in ours { ourPairs += 1 } }
  print("pairs of 12 batches: the book's \(bookPairs), ours \(ourPairs)")
}
