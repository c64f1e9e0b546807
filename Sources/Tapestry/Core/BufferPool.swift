import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps large buffers for the next tensor of the same size.
///
/// A fresh page costs a page fault when it is first touched, which takes longer than the arithmetic
/// on it. The alternative, a larger threshold for the C library's own heap, is a setting of the
/// whole process.
final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Buffers of at least this many bytes come from the pool. The C library serves smaller ones just
  /// as fast; of larger ones, a training step returns so many at once that the library gives their
  /// pages back to the system.
  static let smallestPooled = 4 << 10

  #if os(Linux)
    /// Buffers of at least this many bytes ask for huge pages: so large that the alignment of these
    /// is a small part of them.
    private static let smallestOfHugePages = 4 << 20
  #endif

  /// The most bytes that may lie unused; beyond that, a returned buffer is freed.
  #if ADDRESS_SANITIZER
    // None, so that the sanitizer sees every use after free.
    static let mostKept = 0
  #else
    static let mostKept = 1 << 30
  #endif

  /// The buffers that lie unused, by size. Safe to send, as they are reached only under the lock.
  private struct Idle: @unchecked Sendable {
    var buffers: [Int: [UnsafeMutableRawPointer]] = [:]
    var byteCount = 0
  }

  private let idle = Mutex(Idle())

  /// A buffer, or nil if there is no memory left.
  func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount <= Int.max / 2 else { return nil }
    let size = Self.roundedUp(byteCount)
    let kept = idle.withLock { idle -> SendablePointer? in
      guard let pointer = idle.buffers[size]?.popLast() else { return nil }
      idle.byteCount -= size
      return SendablePointer(pointer: pointer)
    }
    return kept?.pointer ?? Self.allocated(size)
  }

  /// Fresh memory; nil if there is none left.
  private static func allocated(_ size: Int) -> UnsafeMutableRawPointer? {
    #if os(Linux)
      if size >= smallestOfHugePages {
        // The first touch of a page costs a page fault: one for 2 MiB, where the system has such
        // pages, in place of 512.
        let hugePage = 2 << 20
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, hugePage, size) == 0 else { return nil }
        // Only advice: where it is not taken, the pages are small.
        _ = madvise(memory, size / hugePage * hugePage, MADV_HUGEPAGE)
        return memory
      }
    #endif
    // Not `allocate`, which stops the program without a message where there is no memory.
    return aligned_alloc(64, size)
  }

  func give(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let size = Self.roundedUp(byteCount)
    let sendable = SendablePointer(pointer: pointer)
    let isKept = idle.withLock { idle in
      guard idle.byteCount + size <= Self.mostKept else { return false }
      idle.byteCount += size
      idle.buffers[size, default: []].append(sendable.pointer)
      return true
    }
    if !isKept { free(pointer) }
  }

  /// The bytes that lie unused.
  var byteCount: Int { idle.withLock { $0.byteCount } }

  /// Frees all buffers that lie unused.
  func empty() {
    let unused = idle.withLock { idle in
      defer { idle = Idle() }
      return idle
    }
    for buffer in unused.buffers.values.joined() { free(buffer) }
  }

  /// A pointer that is passed through the lock. Safe to send, because a buffer has one owner at any
  /// time.
  private struct SendablePointer: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  /// The size rounded up to a multiple of an eighth of a power of two, so that nearly equal sizes
  /// share buffers.
  private static func roundedUp(_ byteCount: Int) -> Int {
    let step = max(4096, 1 << (Int.bitWidth - 1 - byteCount.leadingZeroBitCount - 3))
    return byteCount.roundedUp(toMultipleOf: step)
  }
}

/// The memory of released tensors, which is kept for new ones.
///
/// ```swift
/// UnusedMemory.byteCount     // what is kept at present
/// UnusedMemory.release()     // all of it goes back to the system
/// ```
///
/// Getting memory from the system costs more than most operations. What exceeds the limit goes back
/// at once.
public enum UnusedMemory {
  /// The most bytes that are kept: 1 GiB.
  public static let byteLimit = BufferPool.mostKept

  /// The number of bytes that are kept.
  public static var byteCount: Int { BufferPool.shared.byteCount }

  /// Gives all of it back to the system.
  ///
  /// ```swift
  /// UnusedMemory.release()
  /// ```
  public static func release() { BufferPool.shared.empty() }
}
