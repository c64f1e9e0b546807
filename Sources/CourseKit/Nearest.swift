import Tapestry

/// The candidate that takes the fewest insertions, deletions and substitutions to become `text`, or
/// nil when even that one is nothing like it.
///
/// "Nothing like it" means that more than half of the longer text would have to change: a
/// suggestion that far away confuses more than it helps.
package func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
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
