/// An error while a dataset is read.
///
/// ```swift
/// // prices.csv, line 17: "n/a" where a number was expected
/// //   cure: …
/// ```
public enum DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that cannot be opened or read.
  case cannotRead(file: String, reason: String, cure: String)
  /// A file that cannot be written.
  case cannotWrite(file: String, reason: String, cure: String)
  /// Content that a file of this kind cannot have.
  case malformed(file: String, location: String, found: String, expected: String)
  /// A cache file that does not contain what `cache(in:)` wrote.
  case damagedCache(file: String, location: String, found: String)
  /// Elements that do not fit into one batch.
  case differentElements(operation: String, first: Signature, index: Int, Signature)
  /// Elements without any tensor, where tensors are joined.
  case noTensors(operation: String, Signature)
  /// An element whose tensors have no common first dimension.
  case cannotUnbatch(Signature)
  /// Tensors that are larger than the shape to which they are to be padded, or have another rank.
  case cannotPad(part: Int, largest: Shape, shapes: [[Int?]])
  /// A state from which this dataset cannot be resumed.
  case cannotResume(String)

  /// What happened, with the values, and the cure.
  public var description: String {
    switch self {
    case .cannotRead(let file, let reason, let cure):
      "\(file) cannot be read: \(reason)\n  cure: \(cure)"
    case .cannotWrite(let file, let reason, let cure):
      "\(file) cannot be written: \(reason)\n  cure: \(cure)"
    case .damagedCache(let file, let location, let found):
      "\(file), \(location): \(found), so that it is not a cache of all elements of this dataset\n"
        + "  cure: remove the file, and the next iteration over the dataset writes it anew"
    case .malformed(let file, let location, let found, let expected):
      "\(file), \(location): \(found) where \(expected) was expected\n"
        + "  cure: correct the file there, or read it as what it is"
    case .differentElements(let operation, let first, let index, let other):
      "\(operation): element 0 of the batch is \(first), element \(index) is \(other)\n"
        + "  cure: map elements to tensors of one shape and type first, or use paddedBatch"
    case .noTensors(let operation, let signature):
      "\(operation): an element is \(signature), which holds no tensor\n"
        + "  cure: map elements to tensors first"
    case .cannotUnbatch(let signature):
      "unbatch: an element is \(signature)\n"
        + "  cure: unbatch elements whose tensors all have the same first dimension"
    case .cannotPad(let part, let largest, let shapes):
      "paddedBatch: tensor \(part) needs shape \(largest), and the shapes are "
        + "[\(shapes.map(Self.text).joined(separator: ", "))]\n"
        + "  cure: give one shape for each tensor of an element, with sizes that hold it, or nil"
    case .cannotResume(let reason):
      "makeIterator(resuming:): \(reason)\n"
        + "  cure: build the dataset as it was when the state was saved"
    }
  }

  /// A shape with unknown dimensions, as it is written in Swift.
  private static func text(_ shape: [Int?]) -> String {
    "[" + shape.map { $0.map(String.init) ?? "nil" }.joined(separator: ", ") + "]"
  }
}
