import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let heKernel = Exercise(
    "4.6", "HeKernel", "A good start", section: "7", points: 10, difficulty: 2,
    signature: "func heKernel(inputs: Int, outputs: Int, seed: Int) throws -> Tensor",
    adapter: """
      { (inputs: Int, outputs: Int, seed: Int) -> ([Int], Double, Double, Double, Bool, Bool) in
        func numbers(_ seed: Int) throws -> [Double] {
          let kernel = try heKernel(inputs: inputs, outputs: outputs, seed: seed)
          return cast(kernel, to: .float64).scalars(as: Double.self)
        }
        let shape = try heKernel(inputs: inputs, outputs: outputs, seed: seed).shape.dimensions
        let kernel = try numbers(seed)
        let count = Double(kernel.count)
        let mean = kernel.reduce(0, +) / count
        let squares = kernel.map { ($0 - mean) * ($0 - mean) }
        let deviation = (squares.reduce(0, +) / count).squareRoot()
        let far = squares.filter { $0 > 4 * deviation * deviation }.count
        let isSame = try numbers(seed) == kernel
        let isOther = try numbers(seed + 1) != kernel
        return (shape, mean, deviation, Double(far) / count, isSame, isOther)
      }
      """,
    results: [
      "shape", "mean", "deviation", "share beyond two deviations", "same for the same seed",
      "different for another seed",
    ],
    without: ["heNormal"],
    statement: """
      A kernel of shape (inputs, outputs) for a layer with relu, by He's rule: normal numbers with
      mean 0 and standard deviation √(2 / inputs). Calls with the same seed give the same kernel.
      """,
    hints: [
      "`Tensor.normal` draws numbers with deviation 1. What has to be done to them?",
      """
      A second call with the same operation seed continues its stream. `setRandomSeed` restarts \
      all streams.
      """,
      """
      After `setRandomSeed(seed)`, return `Tensor.normal([inputs, outputs])` times the square root of \
      2 / inputs.
      """,
    ],
    mistakes: [
      Mistake(
        "VarianceForDeviation", "2 / inputs is the variance: the deviation is its root."),
      Mistake(
        "OutputsForInputs",
        """
        Right for square kernels only: each output is a sum over the inputs, so their number \
        decides.
        """
      ),
      Mistake(
        "WithoutTheTwo",
        "√2 too small: relu halves the mean square of what comes out, and the 2 makes up for it."),
      Mistake(
        "Uniform",
        """
        The deviation is right, and no number is further out than two of them: these are \
        uniform.
        """),
      Mistake(
        "StreamGoesOn",
        """
        Two calls with one seed differ: an operation seed continues its stream at each \
        call.
        """
      ),
    ],
    checks: [
      Check("a square kernel") { random in [Case(30, 30, random.integer(1...999))] },
      Check("other kernels", share: 2, isMandatory: true) { random in
        [(200, 10), (20, 150), (1000, 1), (1, 700)].map {
          Case($0.0, $0.1, random.integer(1...999))
        }
      },
    ],
    law: { arguments, answer in
      let (inputs, outputs): (Int, Int) = (try arguments.value(0), try arguments.value(1))
      let shape: [Int] = try answer.value(0)
      guard shape == [inputs, outputs] else {
        return "the shape is \(shape), but should be \([inputs, outputs])"
      }
      let count = Double(inputs * outputs)
      let expected = (2 / Double(inputs)).squareRoot()
      // Five standard errors: a right kernel is rejected once in a million seeds.
      let mean: Double = try answer.value(1)
      let deviation: Double = try answer.value(2)
      let far: Double = try answer.value(3)
      guard abs(deviation - expected) <= 5 * expected / (2 * count).squareRoot() else {
        return "the deviation is \(Float(deviation)), but should be near \(Float(expected))"
      }
      guard abs(mean) <= 5 * expected / count.squareRoot() else {
        return "the mean is \(Float(mean)), but should be near 0"
      }
      guard abs(far - 0.0455) <= 5 * (0.0455 * 0.9545 / count).squareRoot(), far > 0 else {
        return "\(Float(far)) of the numbers are beyond two deviations, of normal ones 0.0455"
      }
      guard try answer.value(4) else { return "two calls with one seed differ" }
      guard try answer.value(5) else { return "two seeds give the same kernel" }
      return nil
    },
    reference: {
      (inputs: Int, outputs: Int, _: Int) -> ([Int], Double, Double, Double, Bool, Bool) in
      ([inputs, outputs], 0, (2 / Double(inputs)).squareRoot(), 0.0455, true, true)
    })
}
