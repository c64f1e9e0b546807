import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The number of cores that may work at the same time.
let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// Runs `body` over 0 ..< count in pieces, one for each core, if there is work enough.
///
/// Waking a thread costs some microseconds, so that small work stays on the calling one.
///
/// - Parameters:
///   - count: how many elements there are.
///   - smallest: elements from which on a second thread pays.
///   - multiple: piece boundaries are multiples of this, for kernels that work in groups.
func parallel(
  _ count: Int, smallest: Int = 1 << 16, multiple: Int = 16, _ body: (Range<Int>) -> Void
) {
  guard count >= smallest, coreCount > 1 else { return body(0..<count) }
  let share = (count + coreCount - 1) / coreCount
  let piece = (share + multiple - 1) / multiple * multiple
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: coreCount) { index in
      let start = min(index * piece, count)
      let end = index == coreCount - 1 ? count : min(start + piece, count)
      if start < end { body(start..<end) }
    }
  }
}
