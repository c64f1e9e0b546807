import Tapestry
import TensorFlowMessages

/// A constant of a graph with sizes left open.
package enum OpenConstant {
  /// It is the same for all sizes.
  case fixed(Tensor)
  /// All its elements are this scalar, however many there are.
  case filled(Tensor)
  /// This scalar times the open size: a number of elements, by which a mean divides.
  case product(Tensor)
  /// This scalar divided by the open size.
  case quotient(Tensor)
}

extension OpenGraph {
  /// How the constant of a step depends on the open size.
  ///
  /// - Throws: `FormatError` that names the node if it depends on the size in any other way.
  package func constant(_ index: Int) throws(FormatError) -> OpenConstant {
    guard case .constant(let tensor) = first.steps[index].action,
      case .constant(let other) = second.steps[index].action
    else { throw differing(index) }
    if tensor.spec == other.spec {
      if Tensorflow_TensorProto(tensor) == Tensorflow_TensorProto(other) { return .fixed(tensor) }
      return try proportional(tensor, other, index)
    }
    let count = tensor.count
    guard count > 0, other.count > 0 else { throw differing(index) }
    let element = reshape(tensor, [count])[0]
    let filled = Tensorflow_TensorProto(broadcast(element, to: tensor.shape))
    guard filled == Tensorflow_TensorProto(tensor),
      Tensorflow_TensorProto(broadcast(element, to: other.shape)) == Tensorflow_TensorProto(other)
    else { throw differing(index) }
    return .filled(element)
  }

  private func proportional(
    _ first: Tensor, _ second: Tensor, _ index: Int
  ) throws(FormatError) -> OpenConstant {
    guard first.rank == 0, first.dtype.isFloating else { throw differing(index) }
    let values = [first, second].map { cast($0, to: .float64).scalar(as: Double.self) }
    let sizes = [Self.probes.first, Self.probes.second].map(Double.init)
    func agree(_ a: Double, _ b: Double) -> Bool {
      abs(a - b) <= abs(a) * (first.dtype == .float16 ? 1e-3 : 1e-6)
    }
    func scalar(_ number: Double) -> Tensor {
      cast(Tensor(number, dtype: .float64), to: first.dtype)
    }
    if agree(values[0] / sizes[0], values[1] / sizes[1]) {
      return .product(scalar(values[0] / sizes[0]))
    }
    guard agree(values[0] * sizes[0], values[1] * sizes[1]) else { throw differing(index) }
    return .quotient(scalar(values[0] * sizes[0]))
  }
}
