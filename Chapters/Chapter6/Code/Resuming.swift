import CourseKit
import Foundation
import Tapestry

/// A pipeline as a program would build it when it starts, and again when it goes on.
private func makeBatches(seed: Int) -> Dataset<Tensor, Never> {
  Dataset.range(1000).shuffle(100, seed: seed).map { $0 * $0 }.batch(10)
}

func resuming(_ page: Page) throws {
  let batches = makeBatches(seed: page.seed)
  for _ in batches {}

  let epoch = batches.makeIterator()
  for _ in 0..<37 { _ = epoch.next() }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let saved = try encoder.encode(epoch.state())
  print(String(decoding: saved, as: UTF8.self))

  // Another run of the program would start here.
  let state = try JSONDecoder().decode(DatasetState.self, from: saved)
  let later = makeBatches(seed: page.seed)
  let resumed = try later.makeIterator(resuming: state)
  var count = 0
  while let expected = epoch.next(), let batch = resumed.next() {
    guard (batch == expected).all().scalar(as: Bool.self) else { break }
    count += 1
  }
  print("the same batches after it:", count)
  print(
    "and in the epoch after:",
    zip(batches, later).allSatisfy { expected, batch in
      (batch == expected).all().scalar(as: Bool.self)
    })

  do {
    _ = try Dataset.range(1000).batch(10).makeIterator(resuming: state)
  } catch {
    print(error)
  }
}
