import CourseData
import CourseKit
import Foundation
import Tapestry

func files(_ page: Page) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("chapter6-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("houses.csv")
  let text = TownHouses.table(count: 1000).csv()
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  try Data(text.utf8).write(to: file)
  let path = file.path

  let houses = Dataset.csv(path, columns: ["area", "rooms", "price"])
    .map { row in (row[..<2], row[2]) }
    .shuffle(100, seed: page.seed)
    .batch(64)
  print(houses.cardinality)
  let batches = houses.makeIterator()
  var (count, dearest) = (0, 0.0)
  while let (_, prices) = try batches.next() {
    count += prices.count
    dearest = max(dearest, prices.max().number)
  }
  print(String(format: "%d houses, the dearest at %.1f", count, dearest))

  // Line 17 is damaged: a word instead of a number.
  var lines = text.split(separator: "\n")
  lines[16] = "120.5,four,20.0,3.2,390.1"
  try Data(lines.joined(separator: "\n").utf8).write(to: file)
  let damaged = houses.makeIterator()
  do {
    while try damaged.next() != nil {}
  } catch {
    print("\(error)".replacingOccurrences(of: folder.path + "/", with: ""))
  }

  // Lines as texts, and a rule of one's own for what is left out.
  let dear = try Dataset.textLines(path).skip(1)
    .map { line in Tensor(Float(line.split(separator: ",").last ?? "") ?? .nan) }
    .filter { $0.number > 500 }
    .reduce(0) { count, _ in count + 1 }
  print("dearer than 500:", dear)
}
