import Tapestry
import TensorFlowFormats

extension SavedModelExample {
  /// Models that take more than one tensor of float32 for batches of any size, or give more.
  static func modelCalls(_ rows: Tensor) -> [SavedModelExample] {
    let double = cast(rows, to: .float64)
    let precise = Sequential { Dense(2, dtype: .float64) }
    _ = precise(double)

    let ids = Tensor([[1, 2, 0, 0], [3, 4, 5, 6]], dtype: .int32)
    let words = Input([4], name: "words", dtype: .int32)
    let text = Model(
      inputs: [words], outputs: [LSTM(2, name: "meaning")(Embedding(7, 3)(words))])

    let series = reshape(rows, [2, 3, 1])
    let stateful = Sequential {
      LSTM(2, stateful: true)
      Dense(1)
    }
    _ = stateful(series)

    let (left, right) = (Input([3], name: "left"), Input([3], name: "a_right_one"))
    let joined = Concatenate()([left, right])
    let joining = Model(inputs: [left, right], outputs: [Dense(1, name: "score")(joined)])
    let parting = Model(
      inputs: [left, right],
      outputs: [Dense(2, name: "wide")(joined), Dense(1, name: "Narrow-1")(left)])
    func parts(_ x: [Tensor]) -> [Tensor] { parting.outputs(x, training: false) }
    let pair = [rows, rows * 2]
    let named = ["left": pair[0], "a_right_one": pair[1]]

    return [
      SavedModelExample(
        name: "float64", module: precise, calls: [("", [double], { Expected(precise($0[0])) })],
        variables: [("layers.0.kernel", precise.variables[0])],
        served: (["input_1": double], ["output_1": precise(double)])),
      SavedModelExample(
        name: "integers", module: text, calls: [("", [ids], { Expected(text($0[0])) })],
        variables: [], served: (["words": ids], ["meaning": text(ids)])),
      SavedModelExample(
        name: "stateful", module: stateful,
        calls: [
          ("", [series], { Expected(stateful($0[0])) }),
          ("", [series * 2], { Expected(stateful($0[0])) }),
        ], variables: [], served: nil),
      SavedModelExample(
        name: "two_inputs", module: joining, calls: [("", pair, { Expected(joining($0)) })],
        variables: [], served: (named, ["score": joining(pair)]), takesLists: true),
      SavedModelExample(
        name: "two_outputs", module: parting,
        calls: [("", pair, { .list(parts($0).map { Expected($0) }) })], variables: [],
        served: (named, ["wide": parts(pair)[0], "Narrow-1": parts(pair)[1]]), takesLists: true),
    ]
  }
}
