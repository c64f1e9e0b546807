import Tapestry

/// The candidate that takes the fewest insertions, deletions and substitutions to become `text`, or
/// nil when even that one does not resemble it.
///
/// Two texts do not resemble each other when more than half of the longer one would have to change:
/// such a suggestion confuses more than it helps.
package func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(text.lowercased().utf8)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let found = Array(candidate.lowercased().utf8)
    let limit = min(best?.distance ?? Int.max, max(wanted.count, found.count) / 2 + 1)
    // The lengths alone give a lower bound of the distance, which saves most of the work when the
    // candidates are all the lines of a package.
    guard abs(wanted.count - found.count) < limit else { continue }
    let distance = editDistance(wanted, found)
    if distance < limit { best = (candidate, distance) }
  }
  return best?.candidate
}
