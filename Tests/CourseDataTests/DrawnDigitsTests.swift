import CourseData
import Tapestry
import TestSupport
import Testing

struct DrawnDigitsTests {
  @Test func `the same seed draws the same digits, whatever the program's seed`() {
    setRandomSeed(1)
    let digits = DrawnDigits.load(trainCount: 20, testCount: 10, seed: 3)
    setRandomSeed(2)
    let again = DrawnDigits.load(trainCount: 20, testCount: 10, seed: 3)
    #expect(bytes(digits.train.images) == bytes(again.train.images))
    #expect(bytes(digits.test.images) == bytes(again.test.images))
    let others = DrawnDigits.load(trainCount: 20, testCount: 10, seed: 4)
    #expect(bytes(digits.train.images) != bytes(others.train.images))
  }

  @Test func `an image does not depend on how many are drawn`() {
    let few = DrawnDigits.load(trainCount: 5, testCount: 5)
    let many = DrawnDigits.load(trainCount: 12, testCount: 8)
    #expect(bytes(few.train.images) == bytes(many.train.images[..<5]))
    #expect(bytes(few.test.images) == bytes(many.test.images[..<5]))
    #expect(bytes(few.train.images) != bytes(few.test.images))
  }

  @Test func `shapes and types are those of MNIST, and every digit is there`() {
    let (train, test) = DrawnDigits.load(trainCount: 2000, testCount: 3)
    #expect(train.images.shape == [2000, 28, 28] && train.images.dtype == .uint8)
    #expect(test.images.shape == [3, 28, 28] && test.labels.shape == [3])
    let labels = train.labels.scalars(as: Int32.self)
    for digit in 0..<10 {
      let count = labels.count { $0 == Int32(digit) }
      #expect((140...260).contains(count), "\(count) pictures of \(digit)")
    }
  }

  @Test func `there is ink on every image, and most of it is paper`() {
    let images = DrawnDigits.load(trainCount: 500, testCount: 0).train.images
    for (index, image) in unstack(images).enumerated() {
      let dark = bytes(image).count { $0 > 200 }
      #expect((10...350).contains(dark), "picture \(index) has \(dark) dark pixels")
    }
  }

  @Test func `no image at all is not a mistake`() {
    let (train, _) = DrawnDigits.load(trainCount: 0, testCount: 0)
    #expect(train.images.shape == [0, 28, 28])
  }

  @Test(arguments: [10_000_001, 1 << 31, .max, -1])
  func `more images than memory holds stop with the largest count`(_ count: Int) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [count] in
        _ = DrawnDigits.load(trainCount: 1, testCount: count)
      },
      "DrawnDigits.load: 1 and \(count) images", "give two numbers from 0 to 10000000")
  }

  private func bytes(_ images: Tensor) -> [UInt8] { images.scalars(as: UInt8.self) }
}
