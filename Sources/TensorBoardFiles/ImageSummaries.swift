import Foundation
import Plots
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

extension SummaryWriter {
  /// Writes the images in a tensor.
  ///
  /// ```swift
  /// try writer.image("digits", Tensor.uniform([5, 28, 28, 1]), step: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - tag: the name of the series of images.
  ///   - limit: the largest number of images of a batch to write.
  /// - Throws: `FormatError` if the file cannot be written.
  /// - Precondition: the shape is one of those below, images are not empty, and `limit` is
  ///   positive.
  /// - **Shapes:** `(h, w)`, `(h, w, c)` or `(k, h, w, c)`, with 1 or 3 channels, or 2 or 4 with
  ///   opacity.
  /// - **DTypes:** floating-point numbers, clipped to 0 to 1, or `uint8`.
  public func image(
    _ tag: String, _ pixels: some TensorConvertible, step: Int, limit: Int = 3
  ) throws {
    guard limit > 0 else {
      misuse(
        "SummaryWriter.image", "a limit of \(limit) images", cure: "let it write one or more")
    }
    let images = PNGImage.images(of: pixels.tensor, limit: limit)
    guard let first = images.first else { return }
    try add(tag, images.map(\.bytes), width: first.width, height: first.height, step: step)
  }

  /// Writes a figure as an image.
  ///
  /// ```swift
  /// figure.line([0, 1, 2], [4.0, 0.4, 0.04])
  /// try writer.image("loss", figure, step: 0)
  /// ```
  ///
  /// - Throws: `FigureError` if it cannot be drawn, `FormatError` if the file cannot be written.
  public func image(_ tag: String, _ figure: Figure, step: Int) throws {
    let bytes = try figure.bytes(as: .png)
    let (width, height) = (figure.width * figure.dpi, figure.height * figure.dpi)
    try add(tag, [bytes], width: Int(width.rounded()), height: Int(height.rounded()), step: step)
  }

  private func add(_ tag: String, _ images: [Data], width: Int, height: Int, step: Int) throws {
    let sizes = [width, height].map { Data(String($0).utf8) }
    let message = Tensorflow_TensorProto(strings: sizes + images, shape: [2 + images.count])
    try add(tag, message, plugin: "images", .blobSequence, step: step)
  }
}
