import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let cacheKey = Exercise(
    "3.2", "CacheKey", "A key for the cache", section: "2", points: 10, difficulty: 2,
    signature: "func cacheKey(_ arguments: [MiniArgument]) throws -> String",
    adapter: """
      { (a: [MiniArgument], b: [MiniArgument]) -> Bool in try cacheKey(a) == cacheKey(b) }
      """,
    results: ["equal keys"], piece: "cacheKey = { try! cacheKey($0) }",
    statement: """
      A text that is equal for two lists of arguments exactly when one graph serves both: equally
      many arguments, with tensors of the same dtype and shape, and numbers of the same value, in
      the same positions. The checks compare the keys of two lists.
      """,
    hints: [
      "What decides about a tensor, and what about a number?",
      "(1, 12) and (11, 2) must not run together into the same text: mark where a part ends.",
      "For each argument a text: dtype and shape with commas and brackets, or the number. Join them "
        + "by something that occurs in none of them.",
    ],
    mistakes: [
      Mistake("DTypeMissing", "int32 and float32 of one shape share a key, but need two graphs."),
      Mistake(
        "NothingBetween", "(1, 12) and (11, 2) share a key: mark where one size ends."),
      Mistake(
        "NumbersLeftOut",
        "2 and 3 share a key: the value of a number becomes a constant of the graph."),
      Mistake("NumbersRounded", "2 and 2.5 share a key: the whole value counts."),
    ],
    checks: [
      Check("one argument", share: 1) { _ in pairs(of: single.map { [$0] }) },
      Check("several arguments", share: 2, isMandatory: true) { random in
        let lists: [[MiniArgument]] = [
          [], [single[0], single[0]], [single[0], single[1]], [single[1], single[0]],
          [single[3], .number(2)], [single[3], .number(2.5)], [single[5], .number(2)],
          [.number(1), .number(12)], [.number(11), .number(2)], [.number(112)],
          [.tensor(dtype: "float32", shape: [1]), .tensor(dtype: "float32", shape: [2, 3])],
          [.tensor(dtype: "float32", shape: [1, 2]), .tensor(dtype: "float32", shape: [3])],
          (0..<3).map { _ in random.element(single) },
        ]
        return pairs(of: lists)
      },
    ],
    reference: { (a: [MiniArgument], b: [MiniArgument]) -> Bool in a == b })
}

private let single: [MiniArgument] = [
  .tensor(dtype: "float32", shape: [3]), .tensor(dtype: "int32", shape: [3]),
  .tensor(dtype: "float32", shape: []), .tensor(dtype: "float32", shape: [1, 12]),
  .tensor(dtype: "float32", shape: [11, 2]), .tensor(dtype: "float32", shape: [112]),
  .number(2), .number(2.5), .number(3), .number(-2),
]

private func pairs(of lists: [[MiniArgument]]) -> [Case] {
  lists.indices.flatMap { i in lists[i...].map { Case(lists[i], $0) } }
}
