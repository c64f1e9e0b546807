import CourseData
import Foundation
import TestSupport
import Testing

struct CSVFuzzTests {
  @Test func `a table that was read can be written and read again`() throws {
    let pieces = [
      ",", "\"", "\n", "\r", "\r\n", "a", "é", "1", "-0", "0.25", " ", "NaN", "True", "\"\"",
      "\u{FEFF}", "9223372036854775807", "1e999", "\u{301}",
    ]
    try fuzz("CSV texts", corpus: [Array(0..<24)], count: 20_000) { bytes in
      let text = bytes.map { pieces[Int($0) % pieces.count] }.joined()
      try roundTrip(text)
    }
  }

  @Test func `any bytes are a table, or an error with a cure`() throws {
    let folder = try TemporaryFolder()
    let corpus = [
      "a,b\n1,2\n", "\u{FEFF}n,x,t,b\n1,0.5,SGD,True\n2,NaN,,False\n", "\"a\",b\r\n\"x\ny\",\n",
    ].map { Array($0.utf8) }
    try fuzz("CSV files", corpus: corpus) { bytes in
      let file = folder.file("table.csv")
      try Data(bytes).write(to: file)
      do {
        let table = try Table(contentsOf: file)
        try roundTrip(String(decoding: bytes, as: UTF8.self))
        try table.write(to: file)
        try require(try Table(contentsOf: file) == table, table.csv())
      } catch let error as TableError {
        try require(error.description.contains("cure: "), "\(error)")
      }
    }
  }

  private func roundTrip(_ text: String) throws {
    guard let table = try? Table(csv: text) else { return }
    _ = table.description
    let again = try Table(csv: table.csv())
    try require(again == table, "\(text.debugDescription) as \(table.csv().debugDescription)")
  }
}
