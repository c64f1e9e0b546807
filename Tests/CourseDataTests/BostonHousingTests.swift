import Foundation
import Tapestry
import TestSupport
import Testing

@testable import CourseData

/// A split that Keras made of the same rows; `Data/boston.py` records it.
struct KerasSplit: Decodable, Sendable, CustomStringConvertible {
  var testSplit: Double
  var seed: UInt32
  /// The number of rows to train with.
  var train: Int
  /// The indices of all rows in the file, first those to train with.
  var order: [Int]

  var description: String { "seed \(seed), testSplit \(testSplit)" }

  static let all: [KerasSplit] = TestSupport.recording("boston", in: .module)
}

struct BostonHousingTests {
  @Test(arguments: KerasSplit.all)
  func `the rows are split as Keras splits them`(split: KerasSplit) throws {
    let table = try BostonHousing.table()
    let ((xTrain, yTrain), (xTest, yTest)) = try BostonHousing.load(
      testSplit: split.testSplit, seed: split.seed)
    #expect(xTrain.shape == [split.train, 13])
    #expect(yTrain.shape == [split.train])
    #expect(xTest.shape == [506 - split.train, 13])
    #expect(yTest.shape == [506 - split.train])
    #expect(xTrain.dtype == .float64 && yTrain.dtype == .float64)
    let prices = table["MEDV"].numbers
    #expect(
      (yTrain.scalars(as: Double.self) + yTest.scalars(as: Double.self))
        == split.order.map { prices[$0] })
    for name in BostonHousing.featureNames {
      let column = BostonHousing.featureNames.firstIndex(of: name)!
      let values = table[name].numbers
      #expect(
        (xTrain[.all, column].scalars(as: Double.self)
          + xTest[.all, column].scalars(as: Double.self))
          == split.order.map { values[$0] })
    }
  }

  @Test func `the mean of the prices to test with has the book's error`() throws {
    let (_, (_, yTest)) = try BostonHousing.load()
    let y = cast(yTest, to: .float32)
    // Document 004, chapter 3, prints 83.24384; sums of 32 bits differ in the last one.
    #expect(abs(square(y - y.mean()).mean().number - 83.24384) < 2e-5)
  }

  @Test func `the file is the one that was published`() throws {
    let file = try #require(BostonHousing.fileURL)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if canImport(Darwin)
      process.arguments = ["shasum", "-a", "256", file.path]
    #else
      process.arguments = ["sha256sum", file.path]
    #endif
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text.prefix(64) == BostonHousing.sha256)
  }

  @Test func `a changed file is refused`() throws {
    let table = try BostonHousing.table()
    func refusal(_ change: (inout Table) -> Void) -> String {
      var changed = table
      change(&changed)
      let error = #expect(throws: TableError.self) { try BostonHousing.check(changed) }
      return error?.description ?? ""
    }
    #expect(refusal { $0 = $0.head(505) }.contains("it has 505 rows, not 506"))
    #expect(refusal { $0 = $0[["MEDV", "B"]] }.contains("its columns are MEDV, B"))
    #expect(refusal { $0.set("B", to: "x") }.contains("column B has values that are not numbers"))
    #expect(refusal { $0.set("B", to: Double.nan) }.contains("column B"))
    #expect(refusal { $0.set("B", to: 0) }.contains("its numbers add up to"))
  }
}
