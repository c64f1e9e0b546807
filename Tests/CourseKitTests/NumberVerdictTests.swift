import Testing

@testable import CourseKit

private func number(_ id: String) throws -> DocumentNumber {
  try #require(DocumentNumber.named(id))
}

@Test func `equal bits are exact`() throws {
  #expect(try number("001.reduce_sum_float").verdict(on: Float(34.1)) == .exact)
  #expect(try number("001.reduce_sum_int").verdict(on: 36) == .exact)
  #expect(try number("001.multiply").verdict(on: [15, 18, 9]) == .exact)
  #expect(try number("004.ch3.dense.reduced_all_close").verdict(on: true) == .exact)
}

@Test func `one bit beside a number without tolerance is outside`() throws {
  let x = try number("004.ch1.x")
  var values = try #require(x.reference).map { Float($0) }
  #expect(x.verdict(on: values) == .exact)
  values[5] = values[5].nextUp
  #expect(x.verdict(on: values).isOutside)
}

@Test func `a double where the document has a float32 is not exact`() throws {
  #expect(try number("001.reduce_sum_float").verdict(on: 34.1).isOutside)
}

@Test func `a value within the tolerance shows the difference and the tolerance`() throws {
  let loss = try number("004.ch1.linreg.loss.0")
  let verdict = loss.verdict(on: Float(15.16032))
  guard case .withinTolerance(let difference, let tolerance) = verdict else {
    Issue.record("\(verdict)")
    return
  }
  // The document shows 15.1603, the farther of the two values to compare with.
  #expect(abs(difference - 2e-5) < 1e-6)
  #expect(tolerance == 5e-5)
  #expect(verdict.description == "within tolerance (2.03e-05 of 5e-05)")
}

@Test func `a value beyond the tolerance is outside`() throws {
  let verdict = try number("004.ch1.linreg.loss.0").verdict(on: Float(15.1605))
  #expect(verdict == .outside("differs by 0.0002, tolerance 5e-05"))
}

@Test(arguments: [Double.nan, .infinity, -.infinity])
func `a value that is not finite is outside`(value: Double) throws {
  #expect(try number("004.ch1.linreg.loss.0").verdict(on: value).isOutside)
  #expect(try number("003.printed_W0B0.W").verdict(on: value).isOutside)
  #expect(try number("004.ch1.grad_ab").verdict(on: [8, value]).isOutside)
}

@Test func `a random number is in the band or outside it`() throws {
  let loss = try number("003.printed_W0B0.loss.0")
  let band = try #require(loss.accept)
  #expect(loss.verdict(on: band.lowerBound) == .inBand(band))
  #expect(loss.verdict(on: band.upperBound) == .inBand(band))
  #expect(loss.verdict(on: 51.641).description == "OUTSIDE: 51.6 is not in [55.3, 64.6]")
}

@Test func `printed text is exact when every printed digit is equal`() throws {
  #expect(try number("004.ch1.linreg.loss.100").verdict(on: "0.2243") == .exact)
  #expect(try number("004.ch1.linreg.loss.100").verdict(on: "0.2244").isOutside)
  #expect(try number("001.reduce_sum_float").verdict(on: "34.1") == .exact)
  #expect(try number("001.multiply").verdict(on: "[15 18  9]") == .exact)
  #expect(try number("001.multiply").verdict(on: "fifteen").isOutside)
  let x = "[[0.6645621 0.44100678] [0.3528825 0.46448255] [0.03366041 0.68467236]]"
  #expect(try number("004.ch1.x").verdict(on: x) == .exact)
}

@Test func `a flat array stands for any shape, a nested one only for its own`() throws {
  let v = try number("004.ch1.v")
  let values = try #require(v.reference)
  #expect(v.verdict(on: values) == .exact)
  let rows = [0, 2, 4].map { Array(values[$0...$0 + 1]) }
  #expect(v.verdict(on: rows) == .exact)
  let wide = [0, 3].map { Array(values[$0...$0 + 2]) }
  #expect(v.verdict(on: wide) == .outside("shape [2, 3], the document has [3, 2]"))
  #expect(v.verdict(on: [1.0]) == .outside("1 numbers, the document has 6"))
  #expect(v.verdict(on: [[1.0], [2, 3]]) == .outside("the rows differ in length"))
}

@Test func `the table is aligned, cuts long arrays and counts the verdicts`() throws {
  let rows = try [
    ("001.multiply", [15.0, 18, 9]), ("004.ch1.x", [0, 0, 0, 0, 0, 0]),
    ("003.printed_W0B0.loss.0", [60]),
  ].map { id, values in
    let number = try number(id)
    return CheckedNumber(
      number: number, value: values.documentValue, verdict: number.verdict(on: values))
  }
  let table = VerdictTable(
    rows: rows, missing: [try number("001.reduce_sum_int")],
    leftOut: [("004.ch1.grad", 2, "chapter 2 has tapes")])
  let lines = table.text().split(separator: "\n")
  let verdictColumn = try #require(lines[0].range(of: "verdict")).lowerBound.utf16Offset(
    in: lines[0])
  for line in lines[1...4] {
    let start = line.utf16.index(line.startIndex, offsetBy: verdictColumn)
    #expect(["exact", "OUTSI", "in ba", "MISSI"].contains(line[start...].prefix(5)), "\(line)")
  }
  #expect(lines[2].contains("([0.6645621, 0.44100678, … 6 in all])"))
  #expect(lines[3].hasSuffix("in band [55.3, 64.6] (the document's is not)"))
  #expect(lines[6] == "left out: 004.ch1.grad* (2 numbers): chapter 2 has tapes")
  #expect(
    table.summary == "4 numbers of the documents: 1 exact, 0 within tolerance, 1 in band, "
      + "1 OUTSIDE, 1 MISSING")
  #expect(!table.isClean)
}

@Test func `only what went wrong is a deviation`() throws {
  let rows = try [("001.multiply", [15.0, 18, 9]), ("001.reduce_sum_int", [37])].map { id, values in
    let number = try number(id)
    return CheckedNumber(
      number: number, value: values.documentValue, verdict: number.verdict(on: values))
  }
  let table = VerdictTable(
    rows: rows, missing: [try number("001.rand_init")], leftOut: [("004.ch1.grad", 2, "no tapes")])
  let text = table.deviations.text()
  #expect(text.contains("001.reduce_sum_int") && text.contains("001.rand_init"))
  #expect(!text.contains("001.multiply") && !text.contains("left out"))
  #expect(!table.deviations.isClean)
}

@Test(arguments: [40, 60, 70])
func `a table that is too wide becomes a list of lines that fit`(width: Int) throws {
  let number = try number("004.ch1.x")
  let values = [0.0, 0, 0, 0, 0, 0]
  let table = VerdictTable(
    rows: [
      CheckedNumber(
        number: number, value: values.documentValue, verdict: number.verdict(on: values))
    ], missing: [], leftOut: [("004.ch1.grad", 2, "chapter 2 has tapes and gradients of its own")])
  let text = table.text(width: width)
  #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
  #expect(text.hasPrefix("004.ch1.x\n  document  "))
  #expect(text.contains("\n  verdict   OUTSIDE"))
}

@Test func `a table without rows is empty and clean`() {
  let table = VerdictTable(rows: [], missing: [], leftOut: [])
  #expect(table.text().isEmpty)
  #expect(table.summary == nil)
  #expect(table.isClean)
}
