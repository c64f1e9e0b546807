import Tapestry

extension ONNXExample {
  /// Values at which operations of ONNX differ from those of the engine, or of each other.
  static let edges: [OperationExample] = numbers + integers + order + windows + types

  private static func example(
    _ name: String, _ inputs: [Tensor], _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> OperationExample {
    OperationExample(name: "edge_\(name)", inputs: inputs) { body($0) }
  }

  private static let special = Tensor(
    [.nan, .infinity, -.infinity, 0, 1e-30, 2.5, -2.5] as [Float])

  private static var numbers: [OperationExample] {
    let grid = broadcast(special, to: [7, 7])
    let halves = Tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997] as [Float])
    let small = Tensor([1e-8, -1e-8, 1e-4, -1e-3, 0.5, -0.9, 20, -20, 80] as [Float])
    let tall = Tensor([[1, .nan, 3], [.nan, 1, 2], [3, 2, .nan], [1, 5, 5]] as [[Float]])
    return [
      example("round", [halves]) { round($0[0]) },
      example("floor", [halves]) { concat([floor($0[0]), ceil($0[0])], axis: 0) },
      example("expm1", [concat([small, special], axis: 0)]) { expm1($0[0]) },
      example("log1p", [concat([abs(small), special], axis: 0)]) { log1p($0[0]) },
      example("softplus", [concat([small, special], axis: 0)]) { softplus($0[0]) },
      // Zeros with a sign are made here, since a file of JSON does not keep it.
      example("atan2", [grid, transpose(grid)]) { x in
        stack(
          [atan2(x[0], x[1]), atan2(-x[0], x[1]), atan2(x[0], -x[1]), atan2(-x[0], -x[1])],
          axis: 0)
      },
      example("maximum", [grid, transpose(grid)]) { maximum($0[0], $0[1]) },
      example("minimum", [grid, transpose(grid)]) { minimum($0[0], $0[1]) },
      example("relu", [special]) { relu($0[0]) },
      example("sign", [special]) { sign($0[0]) },
      example("clip", [special]) { clip($0[0], min: -1, max: 1) },
      example("activations", [special]) {
        stack([tanh($0[0]), sigmoid($0[0]), elu($0[0]), selu($0[0]), leakyRelu($0[0])], axis: 0)
      },
      example("isNaN", [special]) { stack([isNaN($0[0]), isInfinite($0[0])], axis: 0) },
      example("comparisons", [grid, transpose(grid)]) { x in
        stack(
          [
            x[0] == x[1], x[0] != x[1], x[0] < x[1], x[0] <= x[1], x[0] > x[1], x[0] >= x[1],
          ], axis: 0)
      },
      example("max", [tall]) { concat([$0[0].max(axis: 1), $0[0].max(axis: 0)], axis: 0) },
      example("min", [tall]) { concat([$0[0].min(axis: 1), $0[0].min(axis: 0)], axis: 0) },
      example("remainder", [Tensor([7, -7, 7, -7, 0, 5.5] as [Float])]) {
        $0[0] % Tensor([3, 3, -3, -3, 3, -2] as [Float])
      },
      example("floorDivide", [Tensor([7, -7, 7, -7, 0, 5.5] as [Float])]) {
        floorDivide($0[0], Tensor([3, 3, -3, -3, 3, -2] as [Float]))
      },
      example("softmaxOfLarge", [Tensor([[1000, 1001, -1000], [0, -.infinity, 1]] as [[Float]])]) {
        concat([softmax($0[0]), logSoftmax($0[0]), softmax($0[0], axis: 0)], axis: 0)
      },
      example("emptyAxes", [tall]) {
        stack([$0[0].sum(axis: []), $0[0].mean(axis: []), $0[0].max(axis: [])], axis: 0)
      },
      example("noRows", [Tensor.zeros([0, 3])]) {
        concat([$0[0].sum(axis: 0), $0[0].prod(axis: 0)], axis: 0)
      },
      example("noElements", [Tensor.zeros([2, 0])]) { reshape($0[0], [0, 4]) },
    ]
  }

  private static var integers: [OperationExample] {
    let pairs: [(DType, [Int], [Int])] = [
      (.int8, [127, -128, 7, -7, 7, -7], [1, 3, 3, 3, -3, -3]),
      (.int16, [32767, -32768, 7, -7, 7, -7], [1, 3, 3, 3, -3, -3]),
      (.int32, [2_147_483_647, -2_147_483_648, 7, -7, 7, -7], [1, 3, 3, 3, -3, -3]),
      (.int64, [1 << 62, -(1 << 62), 7, -7, 7, -7], [1, 3, 3, 3, -3, -3]),
      (.uint8, [255, 0, 7, 200, 100, 3], [1, 3, 3, 7, 100, 5]),
    ]
    return pairs.flatMap { dtype, a, b -> [OperationExample] in
      let inputs = [a, b].map { cast(Tensor($0.map(Int64.init)), to: dtype) }
      let result = [
        example("arithmetic_\(dtype)", inputs) { x in
          stack([x[0] + x[1], x[0] - x[1], x[0] * x[1], maximum(x[0], x[1]), relu(x[0])], axis: 0)
        },
        example("division_\(dtype)", inputs) { x in
          stack([floorDivide(x[0], x[1]), x[0] % x[1]], axis: 0)
        },
        example("comparison_\(dtype)", inputs) { x in stack([x[0] < x[1], x[0] == x[1]], axis: 0) },
        example("reduction_\(dtype)", inputs) { x in
          stack([x[0].sum(), x[0].max(), x[0].min(), x[1].prod(), x[0].mean()], axis: 0)
        },
        example("order_\(dtype)", inputs) { x in
          concat(
            [
              cast(argsort(x[0]), to: .int64), cast(topK(x[0], 2).indices, to: .int64),
              expandDims(x[0].argmax(), axis: 0), cast(cumsum(x[1]), to: .int64),
              cast(searchSorted(sort(x[1]), x[0]), to: .int64),
            ], axis: 0)
        },
        example("movement_\(dtype)", inputs) { x in
          let rows = select(x[0] < x[1], x[0], x[1])
          return concat(
            [
              pad(rows, [(1, 2)], value: 3), gather(rows, Tensor([3, 0], dtype: .int32)),
              reverse(rows, axis: 0),
            ], axis: 0)
        },
        example("quotient_\(dtype)", inputs) { x in x[0] / x[1] },
      ]
      return result
    }
  }

  private static var order: [OperationExample] {
    let ties = Tensor([[3, 1, 3, 1], [2, 2, 2, 2]] as [[Float]])
    let holes = Tensor([[1, .nan, 3, .nan], [.nan, 1, 2, 5]] as [[Float]])
    let ids = Tensor([-1, 0, 3, 2], dtype: .int32)
    return [
      example("argmaxTies", [ties]) {
        concat([$0[0].argmax(axis: 1), $0[0].argmin(axis: 1)], axis: 0)
      },
      example("argmaxNaN", [holes]) {
        concat([$0[0].argmax(axis: 1), $0[0].argmin(axis: 1)], axis: 0)
      },
      example("argsortTies", [ties]) {
        stack([argsort($0[0]), argsort($0[0], descending: true)], axis: 0)
      },
      example("argsortNaN", [holes]) {
        stack([argsort($0[0]), argsort($0[0], descending: true)], axis: 0)
      },
      example("topKPositions", [ties]) { topK($0[0], 3).indices },
      example("oneHotOutside", [ids]) { oneHot($0[0], depth: 3) },
      example("oneHotAxis", [ids]) { oneHot($0[0], depth: 4, axis: 0) },
      example("cumsumReverse", [ties]) { cumsum($0[0], axis: 1, reverse: true) },
      example("cumprodExclusive", [ties]) { cumprod($0[0], axis: 1, exclusive: true) },
      example("scatterRepeated", [Tensor.zeros([3, 2])]) {
        scatterAdd($0[0], Tensor([1, 1, 2], dtype: .int32), Tensor.ones([3, 2]))
      },
      example("gatherAfterBatch", [KerasExample.numbers([2, 3, 4])]) {
        gather(
          $0[0], Tensor([[3, 1], [0, 0]], dtype: .int32), axis: 2, batchDimensions: 1)
      },
      example("emptySegments", [KerasExample.numbers([4, 2])]) { x in
        let ids = Tensor([0, 2, 2, 0], dtype: .int32)
        return concat(
          [
            unsortedSegmentMax(x[0], ids, count: 4), unsortedSegmentMin(x[0], ids, count: 4),
            unsortedSegmentSum(x[0], ids, count: 4), unsortedSegmentProd(x[0], ids, count: 4),
          ], axis: 0)
      },
    ]
  }

  private static var windows: [OperationExample] {
    let image = KerasExample.numbers([2, 7, 5, 4])
    return [
      example("averageAtEdges", [image]) {
        averagePool2D($0[0], size: (3, 3), strides: (1, 2), padding: .same)
      },
      example("maximumAtEdges", [image - 5]) {
        maxPool2D($0[0], size: (3, 2), strides: (2, 2), padding: .same)
      },
      example("groups", [image, KerasExample.numbers([3, 3, 2, 6])]) { grouped($0[0], $0[1]) },
      example("dilations", [image, KerasExample.numbers([3, 2, 4, 2])]) {
        conv2D($0[0], $0[1], padding: .same, dilations: (2, 1))
      },
      example("evenWindows", [image, KerasExample.numbers([4, 2, 4, 3])]) {
        conv2D($0[0], $0[1], strides: (3, 2), padding: .same)
      },
      example("transposedStrides", [image, KerasExample.numbers([3, 4, 3, 4])]) {
        conv2DTranspose($0[0], $0[1], strides: (3, 2), padding: .same)
      },
      example("transposedValid", [image, KerasExample.numbers([2, 3, 3, 4])]) {
        conv2DTranspose($0[0], $0[1], strides: (3, 4), padding: .valid)
      },
      example("twoConvolutions", [image, KerasExample.numbers([3, 3, 4, 4])]) {
        maxPool2D(
          conv2D(conv2D($0[0], $0[1], padding: .same), $0[1], padding: .same), size: (2, 2))
      },
    ]
  }

  /// A convolution of each half of the channels.
  private static func grouped(_ image: Tensor, _ filters: Tensor) -> Tensor {
    let halves = zip(split(image, into: 2, axis: 3), split(filters, into: 2, axis: 3))
    return concat(
      halves.map { conv2D($0, $1, strides: (2, 1), padding: .same) }, axis: 3)
  }

  private static var types: [OperationExample] {
    let x = KerasExample.numbers([3, 4])
    return DType.allCases.filter(\.isFloating).map { dtype in
      example("chain_\(dtype)", [cast(x, to: dtype)]) { x in
        let y = matmul(x[0], x[0], transposeB: true)
        return softmax(exp(y).mean(axis: 1, keepDims: true) + tanh(y) * sigmoid(y))
      }
    } + [
      example("booleans", [x]) { x in
        let isPositive = x[0] > 0
        return stack(
          [
            select(isPositive, isPositive, logicalNot(isPositive)), reverse(isPositive, axis: 1),
            broadcast(isPositive.any(axis: 1, keepDims: true), to: [3, 4]),
            broadcast(isPositive.all(axis: 0), to: [3, 4]),
          ], axis: 0)
      },
      example("casts", [Tensor([-2.7, 0, 0.5, 3.9] as [Float])]) { x in
        stack(
          [DType.int8, .int32, .int64, .bool, .float16, .float64].map {
            cast(cast(x[0], to: $0), to: .float32)
          }, axis: 0)
      },
    ]
  }
}
