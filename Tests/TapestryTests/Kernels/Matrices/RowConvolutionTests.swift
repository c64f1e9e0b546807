import Testing

@testable import Tapestry

/// Convolutions row by row against sums over the taps, for numbers whose sums are exact in any
/// order.
struct RowConvolutionTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    var x: Shape = [2, 10, 12, 16]
    var filters: Shape = [3, 3, 16, 8]
    var strides = (1, 1)
    var padding = WindowPadding.valid
    var rowDilation = 1
    var dtype = DType.float32

    var windows: Windows {
      Windows(
        "test", on: [x[1], x[2]], size: [filters[0], filters[1]], strides: [strides.0, strides.1],
        dilations: [rowDilation, 1], padding: padding, shapes: "")
    }
  }

  static let cases = [
    Case(testDescription: "valid"),
    Case(testDescription: "same", padding: .same),
    Case(testDescription: "float64", padding: .same, dtype: .float64),
    Case(testDescription: "5 x 5", x: [1, 9, 11, 8], filters: [5, 5, 8, 20], padding: .same),
    Case(testDescription: "1 x 4", x: [3, 1, 30, 9], filters: [1, 4, 9, 33]),
    Case(testDescription: "many filters", x: [1, 5, 12, 16], filters: [3, 3, 16, 260]),
    Case(
      testDescription: "more weights than a cache holds", x: [2, 9, 9, 200],
      filters: [3, 3, 200, 100], padding: .same),
    Case(testDescription: "many channels", x: [1, 5, 11, 400], filters: [3, 3, 400, 4]),
    Case(testDescription: "a channel", x: [2, 12, 13, 1], filters: [3, 3, 1, 32], padding: .same),
    Case(
      testDescription: "three channels, strides", x: [2, 24, 26, 3], filters: [7, 7, 3, 20],
      strides: (2, 2), padding: .same),
    Case(testDescription: "one tap", x: [2, 21, 22, 2], filters: [1, 1, 2, 3], strides: (2, 2)),
    Case(testDescription: "strides", x: [2, 21, 22, 16], strides: (2, 2), padding: .same),
    Case(testDescription: "a row stride", x: [2, 9, 16, 16], strides: (3, 1)),
    Case(testDescription: "dilated rows", padding: .same, rowDilation: 3),
    Case(testDescription: "taps beyond all rows", x: [2, 1, 9, 16], padding: .same),
    Case(
      testDescription: "groups of rows", x: [2, 40, 70, 32], filters: [3, 3, 32, 4], padding: .same),
  ]

  @Test(arguments: cases)
  func `outputs and gradients are sums over the taps`(_ example: Case) throws {
    let channels = example.filters[2]
    let x = counting(example.x, example.dtype, modulus: 7) - 3
    let filters = counting(example.filters, example.dtype, modulus: 5) - 2
    let windows = example.windows
    #expect(
      RowConvolution(windows, images: 1, channels: channels, filters: filters.shape[3]) != nil)
    func results(_ convolve: (Tensor, Tensor) -> Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(x, filters)
      let y = tape.record { convolve(x, filters) }
      let dy = counting(y.shape, example.dtype, modulus: 3) - 1
      return [y] + (try tape.gradient(y, [x, filters], weights: dy))
    }
    let got = try results {
      conv2D(
        $0, $1, strides: example.strides, padding: example.padding,
        dilations: (example.rowDilation, 1))
    }
    let expected = try results { sumOverTaps($0, $1, windows) }
    for (got, expected) in zip(got, expected) {
      #expect(got.shape == expected.shape)
      #expect((got == expected).all().scalar(as: Bool.self))
    }
  }

  /// For each tap what all windows see under it, times the tap's matrix.
  private func sumOverTaps(_ x: Tensor, _ filters: Tensor, _ windows: Windows) -> Tensor {
    func widths(_ axis: WindowAxis) -> (before: Int, after: Int) {
      let end = axis.start(axis.count - 1) + (axis.taps - 1) * axis.dilation + 1
      return (axis.before, max(0, end - axis.cells))
    }
    func seen(_ axis: WindowAxis, under tap: Int) -> NamedIndex {
      let start = tap * axis.dilation
      return .by(axis.stride, from: start, to: start + (axis.count - 1) * axis.stride + 1)
    }
    let padded = pad(x, [(0, 0), widths(windows.rows), widths(windows.columns), (0, 0)])
    var sum: Tensor?
    for row in 0..<windows.rows.taps {
      for column in 0..<windows.columns.taps {
        let cells = padded[
          .all, seen(windows.rows, under: row), seen(windows.columns, under: column)]
        let part = matmul(cells, filters[row, column])
        sum = sum.map { $0 + part } ?? part
      }
    }
    return sum!
  }
}
