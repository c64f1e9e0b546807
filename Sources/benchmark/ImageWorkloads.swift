import Foundation
import Tapestry

// Images on their way from a file to the loop.

private let imageCount = 20_000

let imageWorkloads: [Workload] = [
  Workload(
    id: "images",
    summary: "\(imageCount) images of 28 by 28 bytes from a file: decoded, mapped to numbers from "
      + "0 to 1, shuffle(1000), batch(128)",
    repeats: 5
  ) {
    let images = try ImageFile()
    return {
      let batches = Dataset.fixedLengthRecords(images.path, recordBytes: 784)
        .map { bytes in cast(reshape(bytes, [28, 28, 1]), to: .float32) / 255 }
        .shuffle(1000)
        .batch(128)
        .makeIterator()
      while try batches.next() != nil {}
    }
  },
  Workload(
    id: "images_batched",
    summary: "the same, with the map after the batch", repeats: 5
  ) {
    let images = try ImageFile()
    return {
      let batches = Dataset.fixedLengthRecords(images.path, recordBytes: 784)
        .shuffle(1000)
        .batch(128)
        .map { bytes in cast(reshape(bytes, [-1, 28, 28, 1]), to: .float32) / 255 }
        .makeIterator()
      while try batches.next() != nil {}
    }
  },
]

/// Random images in a file, which is removed with the object.
private final class ImageFile {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tapestry-images-\(UUID().uuidString)")
    path = url.path
    let bytes = Tensor.uniform([imageCount * 784], in: 0..<256)
    try Data(cast(bytes, to: .uint8).scalars(as: UInt8.self)).write(to: url)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
