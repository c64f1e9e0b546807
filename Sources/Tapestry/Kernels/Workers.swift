import CKernels
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The threads that help with large jobs, one for each core but the caller's.
///
/// A helper with nothing to do spins for some microseconds before it sleeps: operations follow each
/// other closely, and waking a thread costs as much as adding up 100 000 numbers.
/// `DispatchQueue.concurrentPerform`, which would need none of this code, wakes threads every time.
///
/// The caller never waits for a helper to wake up. Pieces of the job are taken one by one, by the
/// caller from the front and by helpers from the back; a late helper finds less to do. If all were
/// taken from the front, a core would meet different elements from run to run; this way it mostly
/// meets the same ones, and finds them in its cache.
final class Workers: @unchecked Sendable {
  static let shared = Workers(coreCount - 1)

  /// How long a helper spins before it sleeps.
  private static let spinNanoseconds: UInt64 = 30_000

  /// The pieces that have not been taken yet, and the index of the job to which they belong. Both
  /// are in one word, so that a late helper cannot take a piece of a different job than it saw.
  private struct Offer {
    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(job: UInt64, pieces: Int) { word = job << 32 | UInt64(pieces) }

    var job: UInt64 { word >> 32 }
    var first: Int { Int(word >> 16 & 0xffff) }
    var end: Int { Int(word & 0xffff) }
    var isEmpty: Bool { first >= end }

    /// What is left after the first piece, or the last one, is taken.
    func taking(first takesFirst: Bool) -> Offer {
      Offer(word: takesFirst ? word + 1 << 16 : word - 1)
    }
  }

  /// The most pieces into which a job can be cut.
  static let mostPieces = 0xffff

  private let offer = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// Held from the offer of a job to its end. A caller that finds it taken works alone.
  private let isTaken = Atomic<Bool>(false)
  /// The job's body. Only a thread that has taken a piece may read it, until all pieces are
  /// finished. Everything else that changes is atomic, so the class is safe to share.
  private var body: ((_ piece: Int, _ core: Int) -> Void)?

  private init(_ helpers: Int) {
    endedOpenBLASThreads
    for helper in 0..<max(0, helpers) {
      // A queue of its own, since this block never ends.
      DispatchQueue(label: "tapestry.worker.\(helper)", qos: .userInitiated).async { [self] in
        help(core: helper + 1)
      }
    }
  }

  /// Runs `body` for each piece, on all cores; threads that run at the same time have different
  /// values of `core`.
  func run(_ pieces: Int, _ body: (_ piece: Int, _ core: Int) -> Void) {
    guard coreCount > 1, !isTaken.exchange(true, ordering: .acquiring) else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      finished.store(0, ordering: .relaxed)
      let job = Offer(word: offer.load(ordering: .relaxed)).job &+ 1
      offer.store(
        Offer(job: job & 0xffff_ffff, pieces: pieces).word,
        ordering: .sequentiallyConsistent)
      wake(pieces - 1)
      while let piece = take(first: true) {
        body(piece, 0)
        finished.add(1, ordering: .releasing)
      }
      var looks = 0
      while finished.load(ordering: .acquiring) < pieces {
        looks += 1
        // A helper that was interrupted may need this core.
        if looks % 4096 == 0 { sched_yield() } else { kernel_pause() }
      }
      self.body = nil
    }
    isTaken.store(false, ordering: .releasing)
  }

  /// The index of a piece that is now the caller's, if there is one left.
  private func take(first takesFirst: Bool) -> Int? {
    var seen = Offer(word: offer.load(ordering: .acquiring))
    while !seen.isEmpty {
      let (isMine, now) = offer.compareExchange(
        expected: seen.word, desired: seen.taking(first: takesFirst).word,
        ordering: .acquiringAndReleasing)
      if isMine { return takesFirst ? seen.first : seen.end - 1 }
      seen = Offer(word: now)
    }
    return nil
  }

  // MARK: Helpers

  private func help(core: Int) {
    while true {
      while let piece = take(first: false) {
        runPiece(piece, core)
        finished.add(1, ordering: .releasing)
      }
      if !findsWork() { sleep() }
    }
  }

  /// Never inlined, so that no reference to the body is left once the piece counts as finished: the
  /// body belongs to the caller, and may be gone then.
  @inline(never)
  private func runPiece(_ piece: Int, _ core: Int) { body!(piece, core) }

  /// Spins for a while; returns whether there is work.
  private func findsWork() -> Bool {
    let end = DispatchTime.now().uptimeNanoseconds + Self.spinNanoseconds
    repeat {
      for _ in 0..<32 {
        if !Offer(word: offer.load(ordering: .relaxed)).isEmpty { return true }
        kernel_pause()
      }
    } while DispatchTime.now().uptimeNanoseconds < end
    return false
  }

  private func sleep() {
    sleeping.add(1, ordering: .sequentiallyConsistent)
    // A caller that offered work before it could see this helper asleep wakes no one, so look
    // again.
    let isLate = !Offer(word: offer.load(ordering: .sequentiallyConsistent)).isEmpty
    if isLate && takeSleepers(1) == 1 { return }
    alarm.wait()
  }

  private func wake(_ most: Int) {
    for _ in 0..<takeSleepers(most) { alarm.signal() }
  }

  /// Removes at most `most` helpers from the list of sleepers; returns how many.
  private func takeSleepers(_ most: Int) -> Int {
    var seen = sleeping.load(ordering: .sequentiallyConsistent)
    while min(seen, most) > 0 {
      let (isDone, now) = sleeping.compareExchange(
        expected: seen, desired: seen - min(seen, most), ordering: .sequentiallyConsistent)
      if isDone { return min(seen, most) }
      seen = now
    }
    return 0
  }
}
