import ExerciseKit

/// A case with its right answer.
public struct PreparedCase: Sendable {
  /// The index of its check.
  public let check: Int
  let arguments: [Datum]
  let expected: [Datum]
  let tolerance: Tolerance

  func withTolerance(scaledBy factor: Double) -> PreparedCase {
    PreparedCase(
      check: check, arguments: arguments, expected: expected,
      tolerance: tolerance.scaled(by: factor))
  }

  /// The size of the question; the smallest failing one is shown.
  var size: Int { Datum.list(arguments).bytes.count }
}

/// The seeds that cases are made from.
public enum CaseSeed {
  /// The seed of the cases that a student sees.
  public static let shown: UInt64 = 1
}

extension CaseRandom {
  /// The random numbers of one of an exercise's checks.
  init(seed: UInt64, check: Int) { self.init(seed: seed &* 1000 &+ UInt64(check)) }
}

extension Exercise {
  /// All cases that a seed gives, those of each check from the smallest to the largest.
  public func prepare(seed: UInt64 = CaseSeed.shown) throws -> [PreparedCase] {
    var prepared: [PreparedCase] = []
    for (index, check) in checks.enumerated() {
      var random = CaseRandom(seed: seed, check: index)
      let cases = try check.cases(&random).enumerated().map { caseIndex, item in
        let answer: [Datum]
        do { answer = try expected(item.arguments) } catch let withheld as Withheld {
          guard seed == CaseSeed.shown else { throw withheld }
          answer = try withheld.answer(of: self, check: index, case: caseIndex)
        }
        return PreparedCase(
          check: index, arguments: item.arguments, expected: answer,
          tolerance: item.tolerance ?? tolerance)
      }
      let order = cases.indices.sorted { (cases[$0].size, $0) < (cases[$1].size, $1) }
      prepared += order.map { cases[$0] }
    }
    return prepared
  }

  /// What is wrong with an answer, or nil. An answer may be anything that a datum can be.
  func difference(_ answer: [Datum], to item: PreparedCase) -> Difference? {
    guard let complaint else {
      return firstDifference(
        .list(answer), .list(item.expected), item.tolerance, labels: resultLabels)
    }
    do {
      return try complaint(item.arguments, answer, item.expected).map {
        Difference(location: "", text: shortened($0))
      }
    } catch {
      return Difference(location: "", text: shortened("the answer has a different form: \(error)"))
    }
  }
}
