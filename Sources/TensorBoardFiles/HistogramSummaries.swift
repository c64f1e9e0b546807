import Foundation
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

extension SummaryWriter {
  /// Writes a histogram of the elements of a tensor.
  ///
  /// ```swift
  /// try writer.histogram("weights", Tensor.normal([1000]), step: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - tag: the name of the series of histograms.
  ///   - buckets: the number of buckets of equal width.
  /// - Throws: `FormatError` if the file cannot be written.
  /// - Precondition: `buckets` is from 1 to 1 000 000.
  ///
  /// Elements that are not finite have no place in a histogram: a warning on standard error says
  /// how many there are.
  public func histogram(
    _ tag: String, _ values: some TensorConvertible, step: Int, buckets: Int = 30
  ) throws {
    // Each bucket is written, empty ones too.
    guard (1...1_000_000).contains(buckets) else {
      misuse(
        "SummaryWriter.histogram", "\(buckets) buckets", cure: "ask for one or more, up to 1000000")
    }
    let numbers = cast(values.tensor, to: .float64).scalars(as: Double.self)
    let missing = numbers.count { !$0.isFinite }
    if missing > 0 {
      writeToStandardError(
        "SummaryWriter: the histogram '\(tag)' of step \(step) is without \(missing) of "
          + "\(numbers.count) elements, which are not finite\n")
    }
    let rows = HistogramBucket.buckets(of: numbers, count: buckets)
    let table = Tensor(
      rows.flatMap { [$0.left, $0.right, $0.count] }, shape: [rows.count, 3])
    try add(tag, Tensorflow_TensorProto(table), plugin: "histograms", .tensor, step: step)
  }
}
