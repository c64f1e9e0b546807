import Tapestry

extension GraphOperations {
  /// One diagonal of matrices. Each operation gathers elements at positions that are known.
  static let diagonalOperations: [String: GraphOperation] = [
    "MatrixDiag": { call in
      let x = try call.numeric(0)
      guard let size = x.shape.dimensions.last else { throw call.fail("a scalar") }
      return [.tensor(try spread(call, x, 0, rows: size, columns: size, padding: nil))]
    },
    "MatrixDiagV2": { call in try spreadAsAsked(call) },
    "MatrixDiagV3": { call in try spreadAsAsked(call) },
    "MatrixDiagPart": { call in [.tensor(try part(call, 0))] },
    "MatrixDiagPartV2": { call in [.tensor(try part(call, try offset(call, 1)))] },
    "MatrixDiagPartV3": { call in [.tensor(try part(call, try offset(call, 1)))] },
    "MatrixSetDiag": { call in [.tensor(try replaced(call, 0))] },
    "MatrixSetDiagV2": { call in [.tensor(try replaced(call, try offset(call, 2)))] },
    "MatrixSetDiagV3": { call in [.tensor(try replaced(call, try offset(call, 2)))] },
  ]

  /// Which diagonal: 0 is the main one, those above it count up.
  private static func offset(_ call: NodeCall, _ index: Int) throws -> Int {
    let all = try call.integers(index)
    guard let first = all.first, all.allSatisfy({ $0 == first }), abs(first) < 1 << 28 else {
      throw call.fail("the diagonals \(all)", cure: "take one diagonal at a time")
    }
    return first
  }

  /// The length of a diagonal.
  private static func length(_ offset: Int, _ rows: Int, _ columns: Int) -> Int {
    Swift.max(Swift.min(rows + Swift.min(offset, 0), columns - Swift.max(offset, 0)), 0)
  }

  private static func spreadAsAsked(_ call: NodeCall) throws -> [GraphValue] {
    let (x, offset) = (try call.numeric(0), try offset(call, 1))
    let (rows, columns) = (try call.integer(2), try call.integer(3))
    let padding = try call.tensor(4)
    guard let length = x.shape.dimensions.last, padding.rank == 0, padding.dtype == x.dtype else {
      throw call.fail("\(x.spec) among \(padding.spec)")
    }
    // A size that is not given is as small as it can be; if neither is given, the matrix is square.
    var least = (length - Swift.min(offset, 0), length + Swift.max(offset, 0))
    let isOpen = (rows == -1, columns == -1)
    if isOpen == (true, true) { least = (Swift.max(least.0, least.1), Swift.max(least.0, least.1)) }
    return [
      .tensor(
        try spread(
          call, x, offset, rows: isOpen.0 ? least.0 : rows, columns: isOpen.1 ? least.1 : columns,
          padding: padding))
    ]
  }

  private static func spread(
    _ call: NodeCall, _ x: Tensor, _ offset: Int, rows: Int, columns: Int, padding: Tensor?
  ) throws -> Tensor {
    let shape = try call.shape(x.shape.dimensions.dropLast() + [rows, columns])
    guard let count = x.shape.dimensions.last, length(offset, rows, columns) == count else {
      throw call.fail("a diagonal \(offset) of \(x.spec) in shape \(shape)")
    }
    let padding = padding ?? known { Tensor.zeros([], dtype: x.dtype) }
    let rest = broadcast(padding, to: Shape(x.shape.dimensions.dropLast() + [1]))
    var indices: [Int64] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let isOn = column - row == offset
        indices.append(Int64(isOn ? Swift.min(row, column) : count))
      }
    }
    return chosen(concat([x, rest], axis: x.rank - 1), indices, shape)
  }

  private static func part(_ call: NodeCall, _ offset: Int) throws -> Tensor {
    let x = try call.numeric(0)
    guard x.rank >= 2 else { throw call.fail("shape \(x.shape)") }
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    let count = length(offset, rows, columns)
    guard count > 0 else { throw call.fail("diagonal \(offset) of shape \(x.shape)") }
    let front = Array(x.shape.dimensions.dropLast(2))
    let indices = diagonal(offset, columns, count).map(Int64.init)
    return chosen(reshape(x, front + [rows * columns]), indices, Shape(front + [count]))
  }

  private static func replaced(_ call: NodeCall, _ offset: Int) throws -> Tensor {
    let (x, values) = (try call.numeric(0), try call.tensor(1))
    guard x.rank >= 2 else { throw call.fail("shape \(x.shape)") }
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    let front = Array(x.shape.dimensions.dropLast(2))
    let count = length(offset, rows, columns)
    guard values.dtype == x.dtype, values.shape.dimensions == front + [count] else {
      throw call.fail("a diagonal \(values.spec) of \(x.spec)")
    }
    var indices = (0..<(rows * columns)).map(Int64.init)
    for (index, position) in diagonal(offset, columns, count).enumerated() {
      indices[position] = Int64(rows * columns + index)
    }
    let all = concat([reshape(x, front + [rows * columns]), values], axis: front.count)
    return chosen(all, indices, x.shape)
  }

  /// The positions of the elements of a diagonal, row by row.
  private static func diagonal(_ offset: Int, _ columns: Int, _ count: Int) -> [Int] {
    (0..<count).map { ($0 - Swift.min(offset, 0)) * columns + $0 + Swift.max(offset, 0) }
  }

  private static func chosen(_ x: Tensor, _ indices: [Int64], _ shape: Shape) -> Tensor {
    let indices = known { Tensor(indices, shape: [indices.count]) }
    return reshape(gather(x, indices, axis: x.rank - 1), shape.dimensions)
  }
}
