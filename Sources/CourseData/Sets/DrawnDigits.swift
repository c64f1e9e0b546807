import Plots
import Tapestry

/// Images of digits, drawn by an unsteady pen: data for image models, without a download.
///
/// ```swift
/// let (train, test) = DrawnDigits.load()
/// train.images.shape  // (10000, 28, 28)
/// train.labels.shape  // (10000,)
/// ```
///
/// They have the shapes and types of MNIST, whose 70 000 digits were written by people. Here each
/// digit consists of a few strokes, in one of several common forms. Their points are moved a
/// little; then the whole digit is rotated, slanted, stretched and shifted, drawn with a thin or a
/// thick pen, and covered with noise. All of this is random, from a separate stream for each image:
/// image 17 of a seed is always the same.
public enum DrawnDigits {
  /// The side length of an image in pixels.
  public static let size = 28

  /// Images to train with, and others to test with.
  ///
  /// ```swift
  /// let (train, test) = DrawnDigits.load(trainCount: 100, testCount: 10)
  /// let digits = Dataset.fromTensorSlices((train.images, train.labels))
  /// test.images.shape  // (10, 28, 28)
  /// ```
  ///
  /// - **Shapes:** images [count, 28, 28], labels [count].
  /// - **DTypes:** `uint8`, 255 for ink; labels `int32`.
  /// - Precondition: Both counts are from 0 to 10 000 000, whose pixels take 8 gigabytes.
  public static func load(
    trainCount: Int = 10_000, testCount: Int = 1000, seed: Int = 1
  ) -> (train: (images: Tensor, labels: Tensor), test: (images: Tensor, labels: Tensor)) {
    guard (0...largestCount).contains(trainCount), (0...largestCount).contains(testCount) else {
      misuse(
        "DrawnDigits.load", "\(trainCount) and \(testCount) images",
        cure: "give two numbers from 0 to \(largestCount)")
    }
    return (
      pictures(0..<trainCount, seed: seed),
      // Far from the training images, so that the test images do not depend on how many those are.
      pictures(firstTest..<firstTest + testCount, seed: seed)
    )
  }

  private static let firstTest = 1 << 32
  private static let largestCount = 10_000_000

  private static func pictures(
    _ items: Range<Int>, seed: Int
  ) -> (images: Tensor, labels: Tensor) {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(items.count * size * size)
    var labels: [Int32] = []
    for item in items {
      var random = RandomStream(seed: seed, item: item)
      let digit = Int(random.uniform() * 10)
      labels.append(Int32(digit))
      pixels += picture(of: digit, &random)
    }
    return (
      Tensor(pixels, shape: [items.count, size, size]), Tensor(labels, shape: [items.count])
    )
  }

  private static func picture(of digit: Int, _ random: inout RandomStream) -> [UInt8] {
    let ways = DigitStrokes.ways[digit]
    let strokes = ways[Int(random.uniform() * Double(ways.count))]
    let placement = Placement(&random)
    let picture = GrayPicture(
      width: size, height: size,
      strokes: strokes.map { stroke in
        let points = stroke.points.map { point in
          (x: point.x + random.spread(0.06), y: point.y + random.spread(0.06))
        }
        return (stroke.isCurved ? smoothed(points) : points).map(placement.position)
      },
      lineWidth: 1.6 + 2 * random.uniform())
    return noisy(picture.pixels, &random)
  }

  /// A curve through points, of cubic pieces whose direction at each point is that from its
  /// neighbor before it to the one after it (Catmull and Rom, 1974).
  private static func smoothed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let pieces = 6
    var curve = [points[0]]
    for index in 0..<points.count - 1 {
      let (start, end) = (points[index], points[index + 1])
      let (before, after) = (points[max(index - 1, 0)], points[min(index + 2, points.count - 1)])
      for piece in 1...pieces {
        let t = Double(piece) / Double(pieces)
        func between(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
          b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))) / 2
        }
        curve.append(
          (
            between(before.x, start.x, end.x, after.x), between(before.y, start.y, end.y, after.y)
          ))
      }
    }
    return curve
  }

  /// Light specks everywhere: four pixels for each draw, since most of the time is spent here.
  private static func noisy(_ pixels: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var pixels = pixels
    for start in stride(from: 0, to: pixels.count, by: 4) {
      var bytes = random.bytes()
      for index in start..<start + 4 {
        pixels[index] = UInt8(min(255, UInt32(pixels[index]) + (bytes & 0xff) / 5))
        bytes >>= 8
      }
    }
    return pixels
  }
}

/// The position and shape of a digit in its image.
private struct Placement {
  private let scale: (x: Double, y: Double)
  private let turn: (cosine: Double, sine: Double)
  private let slant: Double
  private let shift: (x: Double, y: Double)

  init(_ random: inout RandomStream) {
    scale = (x: 12 + random.spread(3), y: 18 + random.spread(2.5))
    // From the tangent of half the angle, up to 16 degrees: the last digit of a library's sine may
    // differ between systems, that of these few operations does not.
    let tangent = random.spread(0.14)
    let divisor = 1 + tangent * tangent
    turn = (cosine: (1 - tangent * tangent) / divisor, sine: 2 * tangent / divisor)
    slant = random.spread(0.25)
    shift = (x: random.spread(2.5), y: random.spread(2.5))
  }

  /// The position in pixels of a point of the unit square.
  func position(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
    let y = (point.y - 0.5) * scale.y
    let x = (point.x - 0.5) * scale.x - slant * y
    let middle = Double(DrawnDigits.size) / 2
    return (
      middle + shift.x + turn.cosine * x - turn.sine * y,
      middle + shift.y + turn.sine * x + turn.cosine * y
    )
  }
}
