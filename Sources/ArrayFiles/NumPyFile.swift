import Foundation
import Tapestry

/// Files of one array, as `numpy.save` writes them.
///
/// ```swift
/// let url = FileManager.default.temporaryDirectory.appendingPathComponent("matrix.npy")
/// try NumPyFile.save(Tensor([[1.0, 2.0], [3.0, 4.0]]), to: url)
/// print(try NumPyFile.load(url).shape)  // (2, 2)
/// ```
///
/// - **Source:** NumPy Enhancement Proposal 1, A simple file format for NumPy arrays.
public enum NumPyFile {
  /// The array in a file. A large one is mapped and not read, so it is available at once.
  ///
  /// ```swift
  /// let images = try NumPyFile.load(URL(fileURLWithPath: "images.npy"))
  /// ```
  ///
  /// - Parameter url: the file, of any version of the format, with any layout.
  /// - Returns: the array.
  /// - Throws: `ArrayFileError` if the file cannot be read, is damaged, or has elements of a type
  ///   that tensors lack. Python objects are always rejected: reading them would mean running code.
  public static func load(_ url: URL) throws -> Tensor {
    try tensor(in: OpenFile(url.path))
  }

  /// The array in a file or an entry.
  static func tensor(in file: some ArraySource) throws -> Tensor {
    let start = try file.bytes(at: 0, count: 8)
    guard Array(start[..<6]) == NumPyHeader.magic else {
      throw ArrayFileError(
        file.location, "it is not a NumPy file: it begins with other bytes",
        cure: "give a file that numpy.save wrote")
    }
    guard (1...3).contains(start[6]) else {
      throw ArrayFileError(
        file.location, "it has version \(start[6]) of the format, and versions 1 to 3 are known",
        cure: "save it with numpy.lib.format.write_array(file, array, version=(1, 0))")
    }
    let width = start[6] == 1 ? 2 : 4
    let length = try file.bytes(at: 8, count: width).reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = try file.bytes(at: 8 + width, count: length)
    do {
      return try tensor(NumPyHeader(text), in: file, at: 8 + width + length)
    } catch let problem as NumPyHeader.Problem {
      throw ArrayFileError(
        file.location, problem.problem, cure: problem.cure, isOfType: problem.isOfType)
    }
  }

  /// Writes an array; the file appears whole or not at all.
  ///
  /// ```swift
  /// try NumPyFile.save(weights, to: URL(fileURLWithPath: "weights.npy"))
  /// ```
  ///
  /// - Throws: `ArrayFileError` if the file cannot be written.
  public static func save(_ tensor: Tensor, to url: URL) throws {
    let header = NumPyHeader(dtype: tensor.dtype, dimensions: tensor.shape.dimensions)
    try writeFile(url) { write in
      try header.bytes.withUnsafeBytes(write)
      try tensor.withRowMajorBytes(write)
    }
  }

  private static func tensor(
    _ header: NumPyHeader, in file: some ArraySource, at offset: Int
  ) throws -> Tensor {
    let size = header.dtype.size
    guard let byteCount = file.byteCount(header.dimensions, elementSize: size),
      byteCount == file.size - offset
    else {
      throw file.malformed(
        "its header says \(header.dtype) elements of shape \(header.dimensions), and "
          + "\(file.size - offset) bytes follow")
    }
    // Column-major order is the row-major order of the transposed array.
    let stored: [Int] =
      header.isFortranOrder ? header.dimensions.reversed() : header.dimensions
    var tensor = try file.tensor(TensorSpec(shape: Shape(stored), dtype: header.dtype), at: offset)
    if header.isBigEndian && size > 1 { tensor = try swapped(tensor, file) }
    return header.isFortranOrder ? transpose(tensor) : tensor
  }

  /// The elements with their bytes swapped.
  private static func swapped(_ tensor: Tensor, _ file: some ArraySource) throws -> Tensor {
    let size = tensor.dtype.size
    let result = tensor.withRowMajorBytes { from in
      Tensor.filled(tensor.spec) { to in
        for index in from.indices {
          let first = index / size * size
          to[index] = from[first + size - 1 - (index - first)]
        }
      }
    }
    guard let result else {
      throw ArrayFileError(
        file.location, "there is no memory for \(tensor.count) elements",
        cure: "close other programs")
    }
    return result
  }
}
