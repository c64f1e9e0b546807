/// The candidate that takes the fewest insertions, deletions and substitutions to become `text`, or
/// nil when even that one is nothing like it.
///
/// "Nothing like it" means that more than half of the longer text would have to change: a
/// suggestion that far away confuses more than it helps.
func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(text.lowercased().utf8)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let found = Array(candidate.lowercased().utf8)
    let limit = min(best?.distance ?? Int.max, max(wanted.count, found.count) / 2 + 1)
    // The lengths alone bound the distance from below, which spares most of the work when the
    // candidates are all the lines of a package.
    guard abs(wanted.count - found.count) < limit else { continue }
    let distance = editDistance(wanted, found)
    if distance < limit { best = (candidate, distance) }
  }
  return best?.candidate
}

/// Levenshtein's distance, one row of the table at a time.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var row = Array(0...second.count)
  for (i, byte) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in second.enumerated() {
      let substituted = diagonal + (byte == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
