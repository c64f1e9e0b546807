import Tapestry
import TensorFlowMessages

/// Random numbers. The seeds are written as well: TensorFlow then draws what this library draws.
extension FunctionWriter {
  /// The value of a random operation; nil if it is not one.
  mutating func random(
    _ name: String, _ index: Int, _ parameters: [String: GraphParameter]
  ) throws(FormatError) -> String? {
    guard ["uniform", "normal", "truncatedNormal", "randomPermutation"].contains(name) else {
      return nil
    }
    drawsRandomNumbers = true
    let dtype = spec(index).dtype
    var seeds: [String: Tensorflow_AttrValue] = [:]
    for name in ["seed", "seed2"] where parameters[name]?.integer != 0 {
      seeds[name] = parameters[name].map { .int($0.integer) }
    }
    func numbers(_ operation: String, _ inputs: [String], _ type: String) throws(FormatError)
      -> String
    {
      node(
        operation, [try sizes(of: index)] + inputs,
        seeds.merging(["T": .type(.int32), type: .type(dtype)]) { $1 })
    }
    func constant(_ number: Double) -> String {
      builder.constant(cast(Tensor(number, dtype: .float64), to: dtype))
    }
    func stretched(_ x: String, by factor: Double, from first: Double) -> String {
      let type = ["T": Tensorflow_AttrValue.type(dtype)]
      let product =
        factor == 1 ? x : node("Mul", [x, constant(factor)], type, output: "z")
      return first == 0
        ? product : node("AddV2", [product, constant(first)], type, output: "z")
    }
    switch name {
    case "randomPermutation":
      let count = node(
        "Cast", [try size(of: index, axis: 0)], ["SrcT": .type(.int32), "DstT": .type(.int64)],
        output: "y")
      let zero = builder.constant(Tensor(0 as Int64))
      let range = node(
        "Range", [zero, count, builder.constant(Tensor(1 as Int64))], ["Tidx": .type(.int64)])
      return node("RandomShuffle", [range], seeds.merging(["T": .type(.int64)]) { $1 })
    case "uniform":
      if let lower = parameters["lower"]?.integer, let upper = parameters["upper"]?.integer {
        func bound(_ number: Int) -> String {
          builder.constant(cast(Tensor(Int64(number)), to: dtype))
        }
        return try numbers("RandomUniformInt", [bound(lower), bound(upper)], "Tout")
      }
      let low = parameters["low"]?.number ?? 0
      let high = parameters["high"]?.number ?? 1
      return stretched(try numbers("RandomUniform", [], "dtype"), by: high - low, from: low)
    default:
      return stretched(
        try numbers(
          name == "normal" ? "RandomStandardNormal" : "TruncatedNormal", [], "dtype"),
        by: parameters["deviation"]?.number ?? 1, from: parameters["mean"]?.number ?? 0)
    }
  }
}
