import Tapestry

extension GraphOperations {
  /// Sparse tensors: the positions of some elements, their values, and the shape of the whole.
  static let sparseOperations: [String: GraphOperation] = [
    "SparseToDense": { call in
      let (indices, values) = (try call.tensor(0), try call.tensor(2))
      let shape = try call.shape(try call.integers(1))
      let defaultValue = try call.tensor(3)
      guard defaultValue.rank == 0, defaultValue.dtype == values.dtype, indices.rank <= 2 else {
        throw call.fail("values \(values.spec), and \(defaultValue.spec) for all others")
      }
      // Positions in a vector may be numbers, and not rows of one number.
      let rows =
        indices.rank == 2 ? indices : reshape(indices, [indices.count, 1])
      let whole = broadcast(defaultValue, to: shape)
      let count = rows.shape.dimensions[0]
      guard values.rank == 0 || values.shape.dimensions == [count] else {
        throw call.fail("values \(values.spec) at \(indices.spec)")
      }
      return [
        .tensor(
          try scattered(call, whole, rows, broadcast(values, to: [count])) {
            scatterUpdate($0, $1, $2)
          })
      ]
    },
    "SparseTensorDenseMatMul": { call in
      let (indices, values) = (try call.tensor(0), try call.floating(1))
      var sizes = try call.integers(2)
      guard indices.rank == 2, indices.shape.dimensions[1] == 2, indices.dtype.isInteger,
        values.shape.dimensions == [indices.shape.dimensions[0]], sizes.count == 2
      else { throw call.fail("values \(values.spec) at \(indices.spec) of shape \(sizes)") }
      var (rows, columns) = (indices[.all, 0], indices[.all, 1])
      if call.flag("adjoint_a") { (rows, columns, sizes) = (columns, rows, sizes.reversed()) }
      var b = try call.floating(3)
      guard b.rank == 2, b.dtype == values.dtype else {
        throw call.fail("\(values.spec) times \(b.spec)")
      }
      if call.flag("adjoint_b") { b = transpose(b, [1, 0]) }
      guard b.shape.dimensions[0] == sizes[1] else {
        throw call.fail("a matrix of shape \(sizes) times \(b.spec)")
      }
      let shape = try call.shape([sizes[0], b.shape.dimensions[1]])
      let products =
        expandDims(values, axis: 1) * (try gatheredND(call, b, expandDims(columns, axis: 1)))
      let zeros = known { Tensor.zeros(shape, dtype: b.dtype) }
      return [
        .tensor(
          try scattered(call, zeros, expandDims(rows, axis: 1), products) {
            scatterAdd($0, $1, $2)
          })
      ]
    },
  ]
}
