import Tapestry

// The book's chapter is one program, and later sections use what earlier ones made.

/// The first random tensor after the seed; the stream of random numbers starts here.
let x: Tensor = {
  setRandomSeed(42)
  return Tensor.uniform([3, 2])
}()

/// A small matrix of integers, cast from `float32`.
let matrix = cast(Tensor([[1, 2], [3, 4]], dtype: .float32), to: .int8)
