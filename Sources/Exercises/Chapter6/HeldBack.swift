import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let heldBack = Exercise(
    "6.2", "HeldBack", "Held back", section: "1", points: 10, difficulty: 2,
    signature: """
      func split(
        _ x: Tensor, _ y: Tensor, testShare: Double, seed: Int
      ) throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor))
      """,
    adapter: """
      { (x: Tensor, y: Tensor, testShare: Double, seed: Int)
        -> (Tensor, Tensor, Tensor, Tensor, Bool) in
        let (train, test) = try split(x, y, testShare: testShare, seed: seed)
        let again = try split(x, y, testShare: testShare, seed: seed).test.y
        let isSame = again.scalars(as: Float.self) == test.y.scalars(as: Float.self)
        return (train.x, train.y, test.x, test.y, isSame)
      }
      """,
    results: ["train.x", "train.y", "test.x", "test.y", "same for the same seed"],
    statement: """
      Holds back a part of the rows for testing: in a random order, `testShare` of them, rounded,
      become the test set, and the others the training set. Row i of x belongs to element i of y.
      Calls with the same seed give the same split.
      """,
    hints: [
      "Shuffle the row indices and not the rows: then x and y can follow one order.",
      """
      A second call with the same operation seed continues its stream. `setRandomSeed` restarts \
      all streams.
      """,
      """
      After `setRandomSeed(seed)`, let order = `shuffled(Tensor.range(n))`; the test's x is \
      `gather(x, order[..<testCount])`, the training's gets the rest of the order, and so does y.
      """,
    ],
    mistakes: [
      Mistake(
        "ShuffledApart", "Rows of x have the targets of other rows: x and y were shuffled apart."),
      Mistake(
        "DrawnTwice",
        "Some rows of the test set are in the training set too: cut one order into two parts."),
      Mistake(
        "LastRows",
        "The test set is the last rows as they come: in a sorted file they are all of one kind."),
      Mistake(
        "StreamGoesOn",
        """
        Two calls with one seed differ: an operation seed continues its stream at each \
        call.
        """),
    ],
    checks: [
      Check("twelve rows") { random in [rowsCase(&random, 12, 0.25)] },
      Check("more rows", share: 2, isMandatory: true) { random in
        [rowsCase(&random, 30, 0.2), rowsCase(&random, 43, 0.6)]
      },
    ],
    law: { arguments, answer in
      let x: Tensor = try arguments.value(0)
      let testShare: Double = try arguments.value(2)
      let (trainX, trainY): (Tensor, Tensor) = (try answer.value(0), try answer.value(1))
      let (testX, testY): (Tensor, Tensor) = (try answer.value(2), try answer.value(3))
      let count = x.shape[0]
      let testCount = Int((testShare * Double(count)).rounded())
      let shapes = [trainX, trainY, testX, testY].map(\.shape.dimensions)
      let rest = count - testCount
      guard shapes == [[rest, 2], [rest], [testCount, 2], [testCount]] else {
        return "the shapes are \(shapes), of \(count) rows with a test share of \(testShare)"
      }
      let (train, test) = (trainY.doubles, testY.doubles)
      // Row i of the cases is (i, -i), and its target i.
      for (position, row) in (trainX.doubles + testX.doubles).enumerated() where position % 2 == 0 {
        let target = (train + test)[position / 2]
        guard row == target else {
          return "row \(Float(row)) of x has the target of row \(Float(target))"
        }
      }
      if let row = test.first(where: train.contains) { return "row \(Float(row)) is in both parts" }
      guard Set(train + test).count == count else { return "some rows come twice, others never" }
      let testRows = Set(test)
      for start in [0, rest] where testRows == Set((start..<start + testCount).map { Double($0) }) {
        return "the test set is the rows \(start)..<\(start + testCount), as they come"
      }
      return try answer.value(4) ? nil : "two calls with one seed differ"
    },
    reference: {
      (x: Tensor, y: Tensor, testShare: Double, seed: Int)
        -> (Tensor, Tensor, Tensor, Tensor, Bool) in
      var random = CaseRandom(seed: UInt64(seed))
      let order = Array(0..<x.shape[0]).shuffled(using: &random)
      let testCount = Int((testShare * Double(order.count)).rounded())
      func rows(_ chosen: ArraySlice<Int>) -> Tensor {
        Tensor.of(chosen.flatMap { [Double($0), -Double($0)] }, [chosen.count, 2])
      }
      func targets(_ chosen: ArraySlice<Int>) -> Tensor {
        Tensor.of(chosen.map { Double($0) }, [chosen.count])
      }
      let (test, train) = (order[..<testCount], order[testCount...])
      return (rows(train), targets(train), rows(test), targets(test), true)
    })
}

private func rowsCase(_ random: inout CaseRandom, _ count: Int, _ testShare: Double) -> Case {
  Case(
    Tensor.of((0..<count).flatMap { [Double($0), -Double($0)] }, [count, 2]),
    Tensor.of((0..<count).map { Double($0) }, [count]), testShare, random.integer(1...999))
}
