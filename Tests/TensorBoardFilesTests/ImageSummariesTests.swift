import CCairo
import Foundation
import Plots
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

/// Images, as Cairo reads them.
struct ImageSummariesTests {
  private func write(
    _ body: (SummaryWriter) throws -> Void
  ) throws -> EventAccumulator.Images {
    let folder = try TemporaryFolder()
    try body(try SummaryWriter(logDirectory: folder.url.path))
    return try #require(try EventAccumulator(folder.url.path).images["picture"]?.first?.value)
  }

  /// The pixels, each as opacity, red, green and blue in one number.
  private func pixels(_ png: Data) throws -> (width: Int, height: Int, values: [UInt32]) {
    let folder = try TemporaryFolder()
    try png.write(to: folder.file("a.png"))
    let surface = cairo_image_surface_create_from_png(folder.file("a.png").path)!
    defer { cairo_surface_destroy(surface) }
    #expect(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let isOpaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24
    let bytes = UnsafeRawPointer(try #require(cairo_image_surface_get_data(surface)))
    let values = (0..<height).flatMap { row in
      (0..<width).map { column in
        let value = bytes.load(fromByteOffset: row * stride + 4 * column, as: UInt32.self)
        return isOpaque ? value | 0xff00_0000 : value
      }
    }
    return (width, height, values)
  }

  @Test func `a gray picture is read with its numbers from 0 to 255`() throws {
    let gray = Tensor([[0, 0.5, 1], [-1, 2, .nan]] as [[Float]])
    let images = try write { try $0.image("picture", gray, step: 0) }
    #expect("\(images.files.count) of \(images.width) x \(images.height)" == "1 of 3 x 2")
    let read = try pixels(images.files[0])
    #expect("\(read.width) x \(read.height)" == "3 x 2")
    #expect(
      read.values == [
        0xff00_0000, 0xff7f_7f7f, 0xffff_ffff, 0xff00_0000, 0xffff_ffff, 0xff00_0000,
      ])
  }

  @Test func `colors and opacity have their channels`() throws {
    let red = Tensor([255, 0, 0, 1, 2, 3] as [UInt8], shape: [1, 2, 3])
    let colors = try write { try $0.image("picture", red, step: 0) }
    #expect(try pixels(colors.files[0]).values == [0xffff_0000, 0xff01_0203])
    let clear = Tensor([255, 255, 255, 0, 10, 20, 30, 255] as [UInt8], shape: [1, 2, 4])
    let opacity = try write { try $0.image("picture", clear, step: 0) }
    #expect(try pixels(opacity.files[0]).values == [0, 0xff0a_141e])
    let grayAndOpacity = Tensor([9, 255, 9, 0] as [UInt8], shape: [2, 1, 2])
    let two = try write { try $0.image("picture", grayAndOpacity, step: 0) }
    #expect(try pixels(two.files[0]).values == [0xff09_0909, 0])
  }

  @Test func `as many images of a batch are written as requested`() throws {
    let batch = Tensor((0..<5).map { UInt8($0) }, shape: [5, 1, 1, 1])
    let images = try write { try $0.image("picture", batch, step: 0, limit: 2) }
    #expect(try images.files.map { try pixels($0).values } == [[0xff00_0000], [0xff01_0101]])
    #expect(try write { try $0.image("picture", batch, step: 0) }.files.count == 3)
  }

  @Test func `a figure is an image of its size`() throws {
    var figure = Figure(width: 3, height: 2, title: "Loss")
    figure.line([0, 1], [1.0, 2.0])
    let images = try write { try $0.image("picture", figure, step: 0) }
    let read = try pixels(images.files[0])
    #expect("\(images.width) x \(images.height)" == "300 x 200")
    #expect("\(read.width) x \(read.height)" == "300 x 200")
    #expect(Set(read.values).count > 10)
  }

  @Test func `a tensor that is not an image stops the program`() async {
    var exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      try SummaryWriter(logDirectory: folder.url.path).image("a", Tensor.ones([2, 3, 5]), step: 0)
    }
    expectMessage(exit, "a tensor of shape (2, 3, 5)", "with 1 to 4 channels")
    exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      let integers = Tensor([[1]], dtype: .int32)
      try SummaryWriter(logDirectory: folder.url.path).image("a", integers, step: 0)
    }
    expectMessage(exit, "elements of int32", "uint8 from 0 to 255")
  }
}
