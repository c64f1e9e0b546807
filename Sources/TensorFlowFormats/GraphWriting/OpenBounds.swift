import Tapestry

/// The position of a part in a whole whose sizes may be open.
package struct OpenBounds {
  /// The first position along each axis, counted from the first element or, below 0, from the last.
  package let begins: [Int]
  /// The position after the last, counted likewise; nil if the part reaches the end of the whole.
  package let ends: [Int?]
  /// The distances between positions, negative for a part in reverse.
  package let steps: [Int]
}

extension OpenGraph {
  /// The bounds of a slice, or of what a step embeds among zeros.
  ///
  /// - Throws: `FormatError` that names the node if they depend on the open size in another way
  ///   than by their distance from the end.
  package func bounds(_ index: Int) throws(FormatError) -> OpenBounds {
    let source = first.steps[index].inputs[0]
    switch (first.steps[index].action, second.steps[index].action) {
    case (.slice(let start, let steps), .slice(let start2, let steps2)) where steps == steps2:
      return try bounds(index, whole: source, part: index, (start, start2), steps)
    case (.embed(let start, let steps), .embed(let start2, let steps2)) where steps == steps2:
      return try bounds(index, whole: index, part: source, (start, start2), steps)
    default: throw differing(index)
    }
  }

  private func bounds(
    _ index: Int, whole: Int, part: Int, _ starts: ([Int], [Int]), _ steps: [Int]
  ) throws(FormatError) -> OpenBounds {
    var (begins, ends) = ([Int](), [Int?]())
    let wholes = sizes(whole)
    let parts = sizes(part)
    for axis in steps.indices {
      let (start, step) = ((starts.0[axis], starts.1[axis]), steps[axis])
      let whole = (wholes.0[axis], wholes.1[axis])
      let count = (parts.0[axis], parts.1[axis])
      guard let begin = Self.position(start, in: whole) else { throw differing(index) }
      begins.append(begin)
      let end = (start.0 + count.0 * step, start.1 + count.1 * step)
      let reachesEnd =
        step > 0 ? end.0 >= whole.0 && end.1 >= whole.1 : end.0 < 0 && end.1 < 0
      if reachesEnd {
        ends.append(nil)
      } else {
        guard let position = Self.position(end, in: whole) else { throw differing(index) }
        ends.append(position)
      }
    }
    return OpenBounds(begins: begins, ends: ends, steps: steps)
  }

  /// The sizes of a value in both graphs.
  private func sizes(_ index: Int) -> ([Int], [Int]) {
    (first.steps[index].spec.shape.dimensions, second.steps[index].spec.shape.dimensions)
  }

  /// A position that is the same in both graphs: counted from the first element or, below 0, from
  /// the last.
  private static func position(_ positions: (Int, Int), in sizes: (Int, Int)) -> Int? {
    if positions.0 == positions.1 { return positions.0 }
    let fromEnd = positions.0 - sizes.0
    return fromEnd == positions.1 - sizes.1 && fromEnd < 0 ? fromEnd : nil
  }
}
