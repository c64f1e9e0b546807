import Judge

extension Exercise {
  static let broadcastShape = Exercise(
    "1.3", "BroadcastShape", "The rule of broadcasting", section: "2", points: 10, difficulty: 2,
    signature: "func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]?",
    piece: "broadcastShape = { try! broadcastShape($0, $1) }",
    statement: """
      The shape of the result of an element-wise operation on shapes `a` and `b`, or nil if the two
      are incompatible.
      """,
    hints: [
      "Write the two shapes one below the other, aligned at the right.",
      "Where one of the two sizes is 1, or missing, the result has the other.",
      """
      Fill the shorter shape with ones at the front. Then each pair (m, n) fits if m == n, m == 1 \
      or n == 1, and gives n if m is 1, else m.
      """,
    ],
    mistakes: [
      Mistake(
        "AlignsAtTheLeft",
        "(2, 3) and (3,) fit, (2, 3) and (2,) do not: shapes are aligned at their last dimension."),
      Mistake(
        "LargerOfTheTwo", "0 and 1 give 0: an empty dimension stays empty, and 1 stretches to it."),
      Mistake(
        "StopsAtTheShorter", "Dimensions that only one shape has are missing from the result."),
    ],
    checks: [
      Check("one dimension") { _ in
        let sizes = 0...3
        return sizes.flatMap { m in sizes.map { n in Case([m], [n]) } }
      },
      Check("every pair of shapes up to rank 2") { _ in
        let shapes = [[]] + (0...2).map { [$0] } + (0...2).flatMap { m in (0...2).map { [m, $0] } }
        return shapes.flatMap { a in shapes.map { b in Case(a, b) } }
      },
      Check("random shapes up to rank 5", isMandatory: true) { random in
        (0..<60).map { _ in
          let whole = random.shape(rank: random.integer(2...5), sizes: 0...4)
          // Most pairs should fit: so each is the whole shape with some sizes replaced by 1.
          let part = { (random: inout CaseRandom) in
            whole.suffix(random.integer(0...whole.count)).map {
              random.integer(0...2) == 0 ? 1 : random.integer(0...9) == 0 ? $0 + 1 : $0
            }
          }
          return Case(part(&random), part(&random))
        }
      },
    ],
    reference: { (a: [Int], b: [Int]) -> [Int]? in
      var result: [Int] = []
      for fromTheEnd in 1...max(a.count, b.count, 1) where fromTheEnd <= max(a.count, b.count) {
        let m = fromTheEnd <= a.count ? a[a.count - fromTheEnd] : 1
        let n = fromTheEnd <= b.count ? b[b.count - fromTheEnd] : 1
        guard m == n || m == 1 || n == 1 else { return nil }
        result.insert(m == 1 ? n : m, at: 0)
      }
      return result
    })
}
