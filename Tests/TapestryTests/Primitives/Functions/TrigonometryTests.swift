import Testing

@testable import Tapestry

struct TrigonometryTests {
  private static let operations: [String: TestedOperation] = [
    "sin": .init(ulps: 2) { sin($0) },
    "cos": .init(ulps: 2) { cos($0) },
    "tan": .init(ulps: 2) { tan($0) },
    "asin": .init(ulps: 2) { asin($0) },
    "acos": .init(ulps: 2) { acos($0) },
    "atan": .init(ulps: 2) { atan($0) },
    "sinh": .init(ulps: 2) { sinh($0) },
    "cosh": .init(ulps: 2) { cosh($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Trigonometry"))
  func `trigonometric functions equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }
}
