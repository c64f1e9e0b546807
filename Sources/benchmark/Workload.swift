import Dispatch

/// One row of the benchmark: what is timed, and how often.
///
/// A time is the minimum over several repeats of a warmed-up body. Other programs on the machine
/// can only make a repeat slower, so the minimum is closest to the cost of the work itself.
struct Workload: Sendable {
  let id: String
  /// Whether operations run one by one or as a graph.
  var mode = "eager"
  /// The meaning of the row's figures.
  let summary: String
  let repeats: Int
  /// Repetitions of the work within the body, for work too short to be timed once.
  var iterations = 1
  /// Floating-point operations of one iteration, for rows that are stated in GFLOP/s.
  var operations: Double?
  /// Makes the inputs, which are not timed, and returns the work.
  let prepare: @Sendable () throws -> () throws -> Void

  /// The shortest time of one iteration, in seconds.
  func measure() throws -> Double {
    let work = try prepare()
    try work()
    var best = Double.infinity
    for _ in 0..<repeats {
      let start = DispatchTime.now().uptimeNanoseconds
      try work()
      best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
    }
    return best / Double(iterations)
  }
}
