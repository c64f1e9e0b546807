import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let tracingCount = Exercise(
    "3.1", "TracingCount", "How many graphs?", section: "1", points: 5, difficulty: 1,
    signature: "func tracings(of calls: [[TensorSpec]]) throws -> Int",
    statement: """
      How often a `Function` is traced when it is called with tensors like these, one call after
      another. Each call is the list of its arguments' shapes and dtypes.
      """,
    hints: [
      "The second call of `total` found the graph of the first. When is a graph found?",
      "All graphs are kept, not only the last: count how many calls are different.",
      "A list of specs is Hashable: `Set(calls)`.",
    ],
    mistakes: [
      Mistake("NumberOfCalls", "Arguments like earlier ones need no new graph."),
      Mistake("DTypeIgnored", "int32 and float32 of one shape are two graphs."),
      Mistake("OnlyTheLast", "A, B, A are two graphs, not three: all of them are kept."),
      Mistake("OrderIgnored", "f(A, B) and f(B, A) are two graphs: the arguments have an order."),
    ],
    checks: [
      Check("one argument", share: 1) { _ in
        [
          [], [[a]], [[a], [a]], [[a], [c]], [[a], [b], [a]], [[a], [c], [b], [c], [a], [d]],
        ].map { Case($0) }
      },
      Check("several arguments", share: 2, isMandatory: true) { random in
        [Case([[a, b], [b, a], [a, b]]), Case([[], [a], []])]
          + (0..<6).map { _ in
            Case(
              (0..<random.integer(3...7)).map { _ in
                (0..<2).map { _ in random.element([a, b, c]) }
              })
          }
      },
    ],
    reference: { (calls: [[TensorSpec]]) -> Int in
      calls.indices.count { !calls[..<$0].contains(calls[$0]) }
    })
}

private let a = TensorSpec(shape: [3])
private let b = TensorSpec(shape: [2, 3])
private let c = TensorSpec(shape: [3], dtype: .int32)
private let d = TensorSpec(shape: [])
