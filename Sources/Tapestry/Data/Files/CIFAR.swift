/// Reads images and labels from files of the binary version of CIFAR-10.
///
/// ```swift
/// let (images, labels) = try readCIFAR10(["data_batch_1.bin", "data_batch_2.bin"])
/// images.shape  // of two whole files: (20000, 32, 32, 3)
/// ```
///
/// - **Shapes:** images `(n, 32, 32, 3)` with channels last, as convolutions need them; labels
///   `(n,)`.
/// - **DTypes:** `uint8`.
/// - Throws: `DatasetError` if a file cannot be read, is not as long as a whole number of images,
///   or has a label that is not a class.
/// - **Source:** Krizhevsky: Learning multiple layers of features from tiny images (2009).
public func readCIFAR10(_ paths: [String]) throws -> (images: Tensor, labels: Tensor) {
  let (images, labels) = try readCIFAR(paths, classes: [10])
  return (images, labels[0])
}

/// Reads images and labels from files of the binary version of CIFAR-100.
///
/// ```swift
/// let (images, coarse, fine) = try readCIFAR100(["train.bin"])
/// ```
///
/// Each image has one of 20 coarse labels and one of 100 fine ones. Otherwise it is like
/// `readCIFAR10`.
public func readCIFAR100(
  _ paths: [String]
) throws -> (images: Tensor, coarseLabels: Tensor, fineLabels: Tensor) {
  let (images, labels) = try readCIFAR(paths, classes: [20, 100])
  return (images, labels[0], labels[1])
}

/// Reads records that consist of a label for each set of classes, and an image.
private func readCIFAR(
  _ paths: [String], classes: [UInt8]
) throws -> (images: Tensor, labels: [Tensor]) {
  let (side, channels) = (32, 3)
  var images: [UInt8] = []
  var labels = [[UInt8]](repeating: [], count: classes.count)
  for path in paths {
    let pixels = side * side * channels
    let records = Dataset.fixedLengthRecords(path, recordBytes: classes.count + pixels)
      .makeIterator()
    var recordIndex = 0
    while let record = try records.next() {
      let bytes = record.scalars(as: UInt8.self)
      for (index, count) in classes.enumerated() {
        guard bytes[index] < count else {
          throw DatasetError.malformed(
            file: path, location: "record \(recordIndex)", found: "label \(bytes[index])",
            expected: "a label below \(count)")
        }
        labels[index].append(bytes[index])
      }
      images += bytes[classes.count...]
      recordIndex += 1
    }
  }
  let count = labels[0].count
  let planes = Tensor(images, shape: [count, channels, side, side])
  return (
    transpose(planes, [0, 2, 3, 1]).contiguous(),
    labels.map { Tensor($0, shape: [$0.count]) }
  )
}
