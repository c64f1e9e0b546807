import ExerciseKit
import Foundation
import Plots

extension Verdict {
  /// Draws the right answer, the student's and the difference, if the answers to the case shown are
  /// tables of numbers of equal shapes; returns the file's path.
  public func drawDifference(to path: String) -> String? {
    guard let shown, let answer = shown.answer else { return nil }
    for case (.array(let expected), .array(let got)) in zip(shown.expected, answer) {
      guard expected.shape == got.shape, (1...3).contains(expected.shape.count),
        expected.count >= 6, expected.count <= 100_000, expected.numbers != got.numbers
      else { continue }
      let columns = expected.shape.last!
      let rows = expected.count / columns
      let difference = zip(got.numbers, expected.numbers).map { $0 - $1 }
      var figure = Figure(width: 12, height: 4, columns: 3)
      let pictures = [
        ("expected", expected.numbers), ("yours", got.numbers), ("yours − expected", difference),
      ]
      for (index, (title, numbers)) in pictures.enumerated() {
        guard numbers.contains(where: \.isFinite) else { return nil }
        figure[0, index].title = title
        // The first row at the top, as it is printed.
        let flipped = (0..<rows).reversed().flatMap { row in
          numbers[row * columns..<(row + 1) * columns]
        }
        figure[0, index].heatMap(x: Array(0..<columns), y: Array(0..<rows), z: flipped)
      }
      let folder = (path as NSString).deletingLastPathComponent
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      guard (try? figure.write(to: path)) != nil else { return nil }
      return path
    }
    return nil
  }
}
