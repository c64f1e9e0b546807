import Testing

@testable import Tapestry

struct CIFARTests {
  @Test func `CIFAR's planes become channels`() async throws {
    let red = [UInt8](repeating: 1, count: 1024)
    let green = [UInt8](repeating: 2, count: 1024)
    let blue = (0..<1024).map { UInt8(truncatingIfNeeded: $0) }
    try await withFiles([3] + red + green + blue, [9] + blue + blue + red) { paths in
      let (images, labels) = try readCIFAR10(paths)
      #expect(images.shape == [2, 32, 32, 3])
      expectTensor(labels, [2], [3, 9], .uint8)
      expectTensor(images[0, 1, 2], [3], [1, 2, 34], .uint8)
      expectTensor(images[1, 0, 5], [3], [5, 5, 1], .uint8)
    }
    try await withFiles([19, 99] + red + green + blue) { paths in
      let (images, coarse, fine) = try readCIFAR100(paths)
      #expect(images.shape == [1, 32, 32, 3])
      #expect(coarse.number == 19 && fine.number == 99)
    }
  }

  @Test func `a label that is not a class, and a torn file, are named`() async throws {
    let image = [UInt8](repeating: 0, count: 3072)
    try await withFiles([9] + image + [10] + image, [1] + image.dropLast()) { paths in
      #expect(
        datasetError { _ = try readCIFAR10([paths[0]]) }?
          .hasPrefix("file0, record 1: label 10 where a label below 10") == true)
      #expect(
        datasetError { _ = try readCIFAR10(paths.reversed()) }?
          .hasPrefix("file1, all of it: 3072 bytes") == true)
    }
  }
}
