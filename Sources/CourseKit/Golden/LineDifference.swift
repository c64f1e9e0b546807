/// Where two texts differ, for a person: the lines of each place, expected above got.
struct LineDifference {
  /// Lines of the recorded text that were replaced, by lines of the new one.
  private struct Place {
    var recorded: [Int] = []
    var new: [Int] = []
  }

  private let places: [Place]
  private let recorded: [String]
  private let new: [String]
  private let rule: (String) -> ToleranceRule?
  private static let placesShown = 8
  private static let linesShown = 6

  /// Nil when every line agrees.
  init?(recorded: [String], new: [String], rule: @escaping (String) -> ToleranceRule?) {
    let agrees = { (a: String, b: String) in difference(recorded: a, new: b, rule: rule(a)) == nil }
    if recorded.count == new.count, zip(recorded, new).allSatisfy(agrees) { return nil }
    // Equal lines are aligned first, so that one line too many is shown as one and not as a
    // difference in every line below.
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: recorded, by: { agrees($0, $1) }) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    places = Self.places(removed, inserted, recorded.count, new.count)
    self.recorded = recorded
    self.new = new
    self.rule = rule
  }

  private static func places(
    _ removed: Set<Int>, _ inserted: Set<Int>, _ recordedCount: Int, _ newCount: Int
  ) -> [Place] {
    var places: [Place] = []
    var current = Place()
    var (i, j) = (0, 0)
    while i < recordedCount || j < newCount {
      if removed.contains(i) {
        current.recorded.append(i)
        i += 1
      } else if inserted.contains(j) {
        current.new.append(j)
        j += 1
      } else {
        if !current.recorded.isEmpty || !current.new.isEmpty { places.append(current) }
        current = Place()
        (i, j) = (i + 1, j + 1)
      }
    }
    if !current.recorded.isEmpty || !current.new.isEmpty { places.append(current) }
    return places
  }

  /// The places, each with line numbers and, where lines correspond, the reason.
  var description: String {
    var text = ""
    for place in places.prefix(Self.placesShown) {
      for index in place.recorded.prefix(Self.linesShown) {
        text += "  line \(index + 1) expected: \(recorded[index])\n"
      }
      text += more(place.recorded.count)
      for index in place.new.prefix(Self.linesShown) {
        text += "  line \(index + 1) got:      \(new[index])\n"
      }
      text += more(place.new.count)
      if place.recorded.count == 1, place.new.count == 1,
        let reason = difference(
          recorded: recorded[place.recorded[0]], new: new[place.new[0]],
          rule: rule(recorded[place.recorded[0]]))
      {
        text += "    (\(reason))\n"
      }
    }
    let hidden = places.count - Self.placesShown
    return hidden > 0 ? text + "  and \(hidden) more places\n" : text
  }

  private func more(_ count: Int) -> String {
    count > Self.linesShown ? "  and \(count - Self.linesShown) more lines\n" : ""
  }
}
