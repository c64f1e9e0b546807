/// Where two texts differ, for display: hunk by hunk, the expected lines above those received.
/// received.
struct LineDifference {
  /// Lines of the recorded text, and the lines of the new text that replace them.
  private struct Hunk {
    var recorded: [Int] = []
    var new: [Int] = []
  }

  private let hunks: [Hunk]
  private let recorded: [String]
  private let new: [String]
  private let rule: (String) -> ToleranceRule?
  private static let hunksShown = 8
  private static let linesShown = 6
  /// Alignment takes time that grows with the square of the number of lines; texts that differ in
  /// more lines would not be compared by eye either.
  private static let linesAligned = 500

  /// Nil when every line agrees.
  init?(recorded: [String], new: [String], rule: @escaping (String) -> ToleranceRule?) {
    let agree = { (a: String, b: String) in
      a == b || rule(a).map { agrees(GoldenLine(a), GoldenLine(b), rule: $0) } == true
    }
    let start = zip(recorded, new).prefix { agree($0, $1) }.count
    if start == recorded.count, start == new.count { return nil }
    let shorter = min(recorded.count, new.count) - start
    let end = zip(recorded.reversed(), new.reversed()).prefix(shorter).prefix { agree($0, $1) }
      .count
    let before = Array(recorded[start..<recorded.count - end])
    let after = Array(new[start..<new.count - end])
    hunks = Self.hunks(before, after, rule).map { hunk in
      Hunk(recorded: hunk.recorded.map { $0 + start }, new: hunk.new.map { $0 + start })
    }
    self.recorded = recorded
    self.new = new
    self.rule = rule
  }

  /// Equal lines are aligned first, so that one extra line is shown as such and not as a difference
  /// in every line below.
  private static func hunks(
    _ recorded: [String], _ new: [String], _ rule: (String) -> ToleranceRule?
  ) -> [Hunk] {
    guard max(recorded.count, new.count) <= linesAligned else {
      return [Hunk(recorded: Array(recorded.indices), new: Array(new.indices))]
    }
    let before = recorded.map { (line: GoldenLine($0), rule: rule($0)) }
    let after = new.map { (line: GoldenLine($0), rule: ToleranceRule?.none) }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in after.difference(from: before, by: { agrees($0.line, $1.line, rule: $0.rule) }) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    return hunks(removed, inserted, recorded.count, new.count)
  }

  private static func hunks(
    _ removed: Set<Int>, _ inserted: Set<Int>, _ recordedCount: Int, _ newCount: Int
  ) -> [Hunk] {
    var hunks: [Hunk] = []
    var current = Hunk()
    var (i, j) = (0, 0)
    while i < recordedCount || j < newCount {
      if removed.contains(i) {
        current.recorded.append(i)
        i += 1
      } else if inserted.contains(j) {
        current.new.append(j)
        j += 1
      } else {
        if !current.recorded.isEmpty || !current.new.isEmpty { hunks.append(current) }
        current = Hunk()
        (i, j) = (i + 1, j + 1)
      }
    }
    if !current.recorded.isEmpty || !current.new.isEmpty { hunks.append(current) }
    return hunks
  }

  /// The hunks, each with line numbers and, where lines correspond, the reason.
  var description: String {
    var text = ""
    for hunk in hunks.prefix(Self.hunksShown) {
      for index in hunk.recorded.prefix(Self.linesShown) {
        text += "  line \(index + 1) expected: \(recorded[index])\n"
      }
      text += more(hunk.recorded.count)
      for index in hunk.new.prefix(Self.linesShown) {
        text += "  line \(index + 1) got:      \(new[index])\n"
      }
      text += more(hunk.new.count)
      if hunk.recorded.count == 1, hunk.new.count == 1,
        let reason = reasonOfDifference(
          GoldenLine(recorded[hunk.recorded[0]]), GoldenLine(new[hunk.new[0]]),
          rule: rule(recorded[hunk.recorded[0]]))
      {
        text += "    (\(reason))\n"
      }
    }
    let hidden = hunks.count - Self.hunksShown
    return hidden > 0 ? text + "  and \(hidden) more differences\n" : text
  }

  private func more(_ count: Int) -> String {
    count > Self.linesShown ? "  and \(count - Self.linesShown) more lines\n" : ""
  }
}
