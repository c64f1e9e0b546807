import CZlib
import Foundation
import Tapestry

/// Pixels encoded as the bytes of a PNG file.
///
/// Cairo writes PNGs too, but its surfaces have three color channels, which are premultiplied if
/// there is opacity: a gray image would take three times the bytes.
struct PNGImage: Equatable {
  let width: Int
  let height: Int
  let bytes: Data

  /// - Parameters:
  ///   - pixels: the channels of each pixel, row by row.
  ///   - channels: 1 for gray, 3 for color; one more for opacity.
  init(_ pixels: [UInt8], width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    let colorType: UInt8 = [1: 0, 2: 4, 3: 2, 4: 6][channels]!
    // Each row begins with the number of its filter, which is none.
    let stride = width * channels
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (stride + 1))
    for row in 0..<height { rows += [0] + pixels[(row * stride)..<((row + 1) * stride)] }
    bytes =
      Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      + Self.chunk("IHDR", Self.word(width) + Self.word(height) + [8, colorType, 0, 0, 0])
      + Self.chunk("IDAT", Self.deflated(rows)) + Self.chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let summed = Array(type.utf8) + content
    let sum = crc32(0, summed, UInt32(summed.count))
    return word(content.count) + summed + word(Int(sum))
  }

  /// A 32-bit number, big-endian.
  private static func word(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian, Array.init)
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    // It fails only for lack of memory or room, and there is enough room.
    guard compress(&result, &count, bytes, UInt(bytes.count)) == Z_OK else {
      fatalError("there is no memory to compress an image")
    }
    return Array(result.prefix(Int(count)))
  }
}

extension PNGImage {
  /// The largest image: zlib's checksums take lengths of 32 bits.
  private static let largestPixelCount = 1 << 28

  /// The images in a tensor, at most `limit` of them.
  ///
  /// - Precondition: its shape is `(h, w)`, `(h, w, c)` or `(k, h, w, c)` with 1 to 4 channels, and
  ///   its elements are floating-point numbers, or `uint8`.
  static func images(of tensor: Tensor, limit: Int) -> [PNGImage] {
    func refuse(_ problem: String, cure: String) -> Never {
      misuse("SummaryWriter.image", problem, cure: cure)
    }
    guard tensor.dtype.isFloating || tensor.dtype == .uint8 else {
      refuse(
        "elements of \(tensor.dtype)",
        cure: "give floating-point numbers from 0 to 1, or uint8 from 0 to 255")
    }
    var shape = tensor.shape.dimensions
    if shape.count == 2 { shape.append(1) }
    if shape.count == 3 { shape.insert(1, at: 0) }
    guard shape.count == 4, (1...4).contains(shape[3]) else {
      refuse(
        "a tensor of shape \(tensor.shape)",
        cure: "give (h, w), (h, w, c) or (k, h, w, c), with 1 to 4 channels")
    }
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    guard height > 0, width > 0, height * width * channels <= Self.largestPixelCount else {
      refuse(
        "images of \(height) rows and \(width) columns",
        cure: "give one pixel at least, and \(Self.largestPixelCount) numbers at most")
    }
    let count = Swift.min(shape[0], limit)
    let shown = reshape(tensor, shape)[..<count]
    let pixels =
      tensor.dtype == .uint8
      ? shown.scalars(as: UInt8.self)
      // As in tf.image.convert_image_dtype: each of the 256 numbers stands for an equal part of 0
      // to 1.
      : cast(shown, to: .float64).scalars(as: Double.self).map {
        $0.isNaN ? 0 : UInt8(Swift.min(Swift.max($0, 0), 1) * 255.5)
      }
    let size = height * width * channels
    return (0..<count).map { index in
      PNGImage(
        Array(pixels[(index * size)..<((index + 1) * size)]), width: width, height: height,
        channels: channels)
    }
  }
}
