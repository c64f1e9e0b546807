/// Runs `body` over 0 ..< count in pieces, on all cores if there is enough work.
///
/// Waking a thread costs some microseconds, so small work stays on the calling one.
///
/// - Parameters:
///   - count: the number of elements.
///   - smallest: the number of elements from which a second thread pays.
///   - multiple: piece boundaries are multiples of this, for kernels that work in groups.
func parallel(
  _ count: Int, smallest: Int = 1 << 16, multiple: Int = 16, _ body: (Range<Int>) -> Void
) {
  parallel(count, smallest: smallest, multiple: multiple) { range, _ in body(range) }
}

/// Does the same for work that needs memory of its own on each core: `core` is below `coreCount`,
/// and no two pieces run with the same `core` at the same time.
func parallel(
  _ count: Int, smallest: Int, multiple: Int, _ body: (_ range: Range<Int>, _ core: Int) -> Void
) {
  guard count >= smallest, coreCount > 1 else { return body(0..<count, 0) }
  // More pieces than cores: if one core is late or interrupted, the others do its share.
  let wanted = min(coreCount * 4, Workers.mostPieces)
  let share = count.ceilDivided(by: wanted)
  let length = share.roundedUp(toMultipleOf: multiple)
  Workers.shared.run(count.ceilDivided(by: length)) { piece, core in
    let start = piece * length
    body(start..<min(start + length, count), core)
  }
}
