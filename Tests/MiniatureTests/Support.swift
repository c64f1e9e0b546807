import Miniature
import Tapestry

/// The same numbers as a tensor of the engine.
func engine(_ tensor: MiniTensor) -> Tensor { Tensor(tensor.elements, shape: Shape(tensor.shape)) }

/// Random numbers from -1 to 1 in a shape.
func drawn(_ shape: [Int], _ random: inout MiniRandom) -> MiniTensor {
  let numbers = (0..<shape.reduce(1, *)).map { _ in 2 * random.uniform() - 1 }
  return MiniTensor(numbers, shape: shape)
}

/// Whether both have the same shape, and numbers that differ by rounding only.
func agree(_ mini: MiniTensor, _ tensor: Tensor, tolerance: Float = 1e-5) -> Bool {
  mini.shape == tensor.shape.dimensions
    && zip(mini.elements, tensor.scalars(as: Float.self)).allSatisfy { a, b in
      abs(a - b) <= tolerance * max(1, abs(b))
    }
}
