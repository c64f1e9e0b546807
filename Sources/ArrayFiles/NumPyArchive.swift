import FileAccess
import Foundation
import Tapestry
import ZipFiles

/// Files of named arrays, as `numpy.savez` writes them.
///
/// ```swift
/// let url = FileManager.default.temporaryDirectory.appendingPathComponent("layer.npz")
/// try NumPyArchive.save(["kernel": Tensor([[1.0], [2.0]]), "bias": Tensor([0.5])], to: url)
/// print(try NumPyArchive.load(url)["kernel"]!.shape)  // (2, 1)
/// ```
///
/// - **Source:** NumPy Enhancement Proposal 1, A simple file format for NumPy arrays.
public enum NumPyArchive {
  private static let ending = ".npy"

  /// The arrays of a file by their names, stored or deflated. Large ones that are stored are mapped
  /// and not read, if they lie where their elements can be reached, as in files that `save` wrote;
  /// what is mapped is not compared with its checksum.
  ///
  /// ```swift
  /// let arrays = try NumPyArchive.load(URL(fileURLWithPath: "layer.npz"))
  /// ```
  ///
  /// - Throws: `ArrayFileError` if the file cannot be read, is damaged, or contains something other
  ///   than arrays of numbers.
  public static func load(_ url: URL) throws -> [String: Tensor] { try open(url).all() }

  /// The arrays of a file by their names, read as by `load`. Those whose elements no tensor has,
  /// such as strings, throw only when they are asked for.
  ///
  /// ```swift
  /// let arrays = try NumPyArchive.open(URL(fileURLWithPath: "data.npz"))
  /// let kernel = try arrays.array(named: "kernel")
  /// ```
  ///
  /// - Throws: `ArrayFileError` if the file cannot be read, is damaged, or contains something other
  ///   than arrays.
  public static func open(_ url: URL) throws -> NamedArrays {
    let archive = try opened(url.path)
    let size = archive.file.size
    // Deflating reduces bytes to a thousandth at best. The bound is for all entries together, since
    // entries may share bytes of the file.
    let limit = UInt64(size).multipliedReportingOverflow(by: 1100)
    var total: UInt64 = 0
    var arrays: [String: Result<Tensor, ArrayFileError>] = [:]
    for index in 0..<archive.count {
      let entry = try ArchivedArray(archive, index)
      guard entry.name.hasSuffix(ending) else {
        throw entry.malformed("it is not an array: its name does not end in '\(ending)'")
      }
      let (sum, overflows) = total.addingReportingOverflow(UInt64(entry.size))
      guard !overflows, limit.overflow || sum <= limit.partialValue else {
        throw entry.malformed("\(entry.size) bytes cannot be what a file of \(size) bytes holds")
      }
      total = sum
      var array: Result<Tensor, ArrayFileError>
      do {
        array = .success(try NumPyFile.tensor(in: entry))
        try entry.finish()
      } catch let error as ArrayFileError where error.isOfType {
        array = .failure(error)
      }
      let name = String(entry.name.dropLast(ending.count))
      guard arrays.updateValue(array, forKey: name) == nil else {
        throw entry.malformed("there are two of this name")
      }
    }
    return NamedArrays(url.path, arrays)
  }

  /// Writes named arrays; the file appears whole or not at all.
  ///
  /// ```swift
  /// try NumPyArchive.save(["x": x, "y": y], compressed: true, to: url)
  /// ```
  ///
  /// - Parameter compressed: whether the arrays are deflated, as by `numpy.savez_compressed`. That
  ///   takes long, and weights hardly become smaller.
  /// - Throws: `ArrayFileError` if the file cannot be written, or a name has a zero byte.
  public static func save(
    _ arrays: [String: Tensor], compressed: Bool = false, to url: URL
  ) throws {
    do {
      let archive = try ZipDraft(url.path)
      for (name, tensor) in arrays.sorted(by: { $0.key < $1.key }) {
        let header = NumPyHeader(dtype: tensor.dtype, dimensions: tensor.shape.dimensions)
        try archive.add(
          name + ending, [Data(header.bytes), tensor.rowMajorData()], compressed: compressed)
      }
      try archive.finish()
    } catch let problem as FileProblem {
      throw ArrayFileError(problem)
    } catch let problem as ZipProblem {
      throw ArrayFileError(problem, in: url.path)
    }
  }

  private static func opened(_ path: String) throws -> ZipArchive {
    do {
      return try ZipArchive(path)
    } catch let problem as FileProblem {
      throw ArrayFileError(problem)
    } catch let problem as ZipProblem {
      throw ArrayFileError(problem, in: path)
    }
  }
}
