import Tapestry

extension GraphOperations {
  /// Elements folded by the IDs of the segments to which they belong.
  static let segmentOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    for (name, fold) in folds {
      table["UnsortedSegment" + name] = { call in
        let (x, segments) = (try call.numeric(0), try call.tensor(1))
        return [.tensor(fold(x, segments, try count(call, x, segments, call.integer(2))))]
      }
      // The last ID says how many segments there are.
      table["Segment" + name] = { call in
        let (x, segments) = (try call.numeric(0), try call.values(1))
        return [.tensor(try sorted(call, x, segments, fold))]
      }
    }
    table["SegmentMean"] = { call in
      let (x, segments) = (try call.floating(0), try call.values(1))
      return [
        .tensor(try sorted(call, x, segments) { unsortedSegmentMean($0, $1, count: $2) })
      ]
    }
    return table
  }()

  private static let folds: [(String, @Sendable (Tensor, Tensor, Int) -> Tensor)] = [
    ("Sum", { unsortedSegmentSum($0, $1, count: $2) }),
    ("Prod", { unsortedSegmentProd($0, $1, count: $2) }),
    ("Max", { unsortedSegmentMax($0, $1, count: $2) }),
    ("Min", { unsortedSegmentMin($0, $1, count: $2) }),
  ]

  /// The number of segments, if the operands fit it.
  private static func count(
    _ call: NodeCall, _ x: Tensor, _ segments: Tensor, _ count: Int
  ) throws -> Int {
    guard segments.dtype.isInteger, count >= 0, count < 1 << 28, segments.rank <= x.rank,
      x.shape.dimensions.prefix(segments.rank) == segments.shape.dimensions[...]
    else { throw call.fail("segments \(segments.spec) of \(x.spec)") }
    _ = try call.shape([count] + x.shape.dimensions.dropFirst(segments.rank))
    return count
  }

  /// Segments whose IDs ascend; except for sums and products, an empty segment gives 0.
  private static func sorted(
    _ call: NodeCall, _ x: Tensor, _ segments: Tensor,
    _ fold: (Tensor, Tensor, Int) -> Tensor
  ) throws -> Tensor {
    let ids = try initScope { () throws -> [Int] in
      guard segments.dtype.isInteger, segments.rank == 1 else {
        throw call.fail("segments \(segments.spec)")
      }
      return cast(segments, to: .int64).scalars(as: Int.self)
    }
    guard ids.first ?? 0 >= 0, zip(ids, ids.dropFirst()).allSatisfy(<=),
      ids.last ?? 0 < 1 << 28
    else {
      throw call.fail(
        "segments that do not ascend from 0: \(ids.prefix(8))",
        cure: "sort the segments, and the rows with them")
    }
    let count = try count(call, x, segments, (ids.last ?? -1) + 1)
    let y = fold(x, segments, count)
    guard ["SegmentMax", "SegmentMin"].contains(call.node.op), Set(ids).count < count else {
      return y
    }
    let present = Set(ids)
    let isPresent = known {
      Tensor(
        (0..<count).map { present.contains($0) },
        shape: Shape([count] + [Int](repeating: 1, count: x.rank - 1)))
    }
    return select(isPresent, y, known { Tensor.zeros(like: y) })
  }
}
