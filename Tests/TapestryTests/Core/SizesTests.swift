import TestSupport
import Testing

@testable import Tapestry

/// Sizes and positions near the ends of `Int`: each answers, or stops with a message.
struct SizesTests {
  @Test func `positions and steps at the ends of Int answer`() {
    let x = Tensor([1, 2, 3])
    expectTensor(x[.by(Int.max)], [1], [1])
    expectTensor(x[.by(Int.min)], [1], [3])
    expectTensor(x[.by(Int.max, from: 2)], [1], [3])
    expectTensor(x[.by(2, from: Int.min, to: Int.max)], [2], [1, 3])
    expectTensor(x[1...Int.max], [2], [2, 3])
    expectTensor(x[...Int.max], [3], [1, 2, 3])
    expectTensor(x[Int.min..<2], [2], [1, 2])
    expectTensor(Tensor.range(Int.max - 2, Int.max, dtype: .int64), [2], [0x1p63, 0x1p63])
    #expect(
      Tensor.range(Int.max - 2, Int.max, dtype: .int64).scalars(as: Int.self)
        == [.max - 2, .max - 1])
    #expect(Tensor.range(0, Int.max, Int.max / 2, dtype: .int64).count == 3)
    #expect(reshape(Tensor.zeros([1, 4, 4, 1]), [1, 4, 4, 1]).count == 16)
    let image = Tensor.ones([1, 4, 4, 1])
    #expect(maxPool2D(image, strides: (Int.max, Int.max)).shape == [1, 1, 1, 1])
    #expect(maxPool2D(image, strides: (Int.max, 1), padding: .same).shape == [1, 1, 4, 1])
    expectTensor(bincount(Tensor([Int.max, 1]), maxLength: 3), [3], [0, 1, 0])
    let (filter, sequence) = (Tensor.ones([1, 1, 1, 1]), Tensor.ones([1, 4, 2]))
    #expect(
      conv2DTranspose(image, filter, dilations: (1, Int.max)).shape == [1, 4, 4, 1])
    expectTensor(
      conv1D(sequence, Tensor.ones([2, 2, 1]), stride: Int.max, padding: .same), [1, 1, 1], [4])
    #expect(Initializer.orthogonal()([0, Int.max]).shape == [0, Int.max])
    let window = (1 << 40, 1 << 40)
    #expect(maxPool2D(image, size: window, padding: .same).shape == [1, 1, 1, 1])
    expectTensor(averagePool2D(image, size: window, padding: .same), [1, 1, 1, 1], [1])
  }

  @Test(arguments: [
    ("memory", "Tensor: there is no memory for"), ("elements", "Shape: "),
    ("tile", "tile: "), ("repeated", "repeated: "), ("pad", "pad: "), ("concat", "concat: "),
    ("reshape", "reshape: "), ("split", "split: "), ("conv2D", "conv2D: a window of"),
    ("conv2DTranspose", "conv2DTranspose: "), ("range", "Tensor: there is no memory for"),
    ("whole range", "range: from "), ("times", "Tensor: there is no memory for"),
    ("batch", "gather: -9223372036854775807 shared dimensions"),
    ("bincount", "bincount: 9223372036854775807 and 1 add up"),
    ("weighted bincount", "bincount: 9223372036854775807 and 1 add up"),
    ("long bincount", "Tensor: there is no memory for"),
    ("segments", "segmentSum: 9223372036854775807 and 1 add up"),
    ("negative output", "conv2DTranspose: an image of (-9223372036854775808, 4) cells"),
    ("long output", "conv2DTranspose: an image of (4, 9223372036854775807) cells"),
    ("tall matrix", "qr: matrices of 9223372036854775807 rows and 1 columns"),
    ("empty batch", "cholesky: matrices of 1099511627776 rows and 1099511627776 columns"),
    ("orthogonal", "Tensor: there is no memory for"),
    ("thresholds", "metric 'auc': 9223372036854775807 thresholds"),
    ("traced tile", "Tensor: there is no memory for 2199023255552 elements of type float32"),
    ("traced sum", "Tensor: there is no memory for "),
    ("traced noise", "Tensor: there is no memory for 9223372036854775807 elements"),
    ("traced values", "Function: there is no memory for the "),
  ])
  func `a size that leaves Int stops with a message`(name: String, problem: String) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [name] in
      let empty = Tensor.zeros([0, 2])
      let image = Tensor.ones([1, 4, 4, 1])
      let filter = Tensor.ones([2, 2, 1, 1])
      switch name {
      case "memory": _ = Tensor.zeros([1 << 50])
      case "elements": _ = Tensor.zeros([1 << 40, 1 << 40])
      case "tile": _ = tile(empty, [1, .max])
      case "repeated": _ = repeated(empty, .max, axis: 1)
      case "pad": _ = pad(empty, [(0, 0), (.max, 1)])
      case "concat":
        let wide = broadcast(Tensor([1.0]), to: [Int.max])
        _ = concat([wide, wide], axis: 0)
      case "reshape": _ = reshape(empty, [1 << 40, 1 << 40, -1])
      case "split": _ = split(Tensor([1, 2]), sizes: [.max, .max])
      case "conv2D": _ = conv2D(image, filter, dilations: (.max, 1))
      case "range": _ = Tensor.range(1 << 50, dtype: .int64)
      case "whole range": _ = Tensor.range(.min, .max, dtype: .int64)
      case "times": _ = repeated(Tensor([1, 2]), [1 << 50, 1])
      case "bincount": _ = bincount(Tensor([Int.max]))
      case "weighted bincount":
        _ = bincount(Tensor([1]), weights: Tensor([1.0]), minLength: .max)
      case "long bincount": _ = bincount(Tensor([1]), minLength: .max)
      case "segments": _ = segmentSum(Tensor([1, 2]), Tensor([0, Int.max]))
      case "negative output":
        _ = conv2DTranspose(image, filter, padding: .same, outputSize: (.min, 4))
      case "long output":
        _ = conv2DTranspose(image, filter, padding: .same, outputSize: (4, .max))
      case "tall matrix": _ = qr(Tensor.zeros([0, .max, 1]))
      case "empty batch": _ = cholesky(Tensor.zeros([0, 1 << 40, 1 << 40]))
      case "orthogonal": _ = Initializer.orthogonal()([.max, 1])
      case "thresholds": _ = Metric.areaUnderCurve(thresholdCount: .max)
      case "traced tile":
        let f = Function("f") { (x: Tensor) in tile(x, [1 << 40]) }
        _ = try! f(Tensor([1.0, 2.0]))
      case "traced sum":
        let f = Function("f") { (x: Tensor) in (tile(x, [1 << 52]) * 2).sum() }
        _ = try! f(Tensor([1.0, 2.0]))
      case "traced noise":
        let f = Function("f") { Tensor.uniform([.max]) }
        _ = try! f()
      case "traced values":
        let f = Function("f") { (x: Tensor) in sort(tile(x, [1 << 45])).sum() }
        _ = try! f(Tensor([1.0]))
      case "batch": _ = gather(Tensor([1, 2]), Tensor([0]), batchDimensions: .min)
      default: _ = conv2DTranspose(image, filter, strides: (.max, 1))
      }
    }
    expectMessage(result, problem, "cure: ")
  }
}
