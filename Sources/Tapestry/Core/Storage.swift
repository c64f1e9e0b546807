import Synchronization

/// The memory that one or more tensors show.
///
/// Small buffers stand in the object itself: a training step makes hundreds of them, and one
/// allocation is cheaper than two. Large ones are lent by the `BufferPool`.
final class Storage: ManagedBuffer<Storage.Header, UInt64> {
  struct Header {
    let byteCount: Int
    /// nil if the elements stand in the object.
    let lent: UnsafeMutableRawPointer?
    /// Whether the memory belongs to somebody else, who outlives the object.
    var isBorrowed = false
  }

  /// Memory of undefined content; who asks for it writes every byte before it is read.
  static func make(byteCount: Int) -> Storage {
    let isLarge = byteCount >= BufferPool.smallestLent
    let words = isLarge ? 0 : (byteCount + 7) / 8
    let buffer = create(minimumCapacity: words) { _ in
      Header(
        byteCount: byteCount, lent: isLarge ? BufferPool.shared.take(byteCount) : nil)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// A view of memory that belongs to somebody else and outlives the object.
  static func borrowing(_ bytes: UnsafeMutableRawPointer, byteCount: Int) -> Storage {
    let buffer = create(minimumCapacity: 0) { _ in
      Header(byteCount: byteCount, lent: bytes, isBorrowed: true)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// The first byte.
  var bytes: UnsafeMutableRawPointer {
    withUnsafeMutablePointers { header, elements in
      header.pointee.lent ?? UnsafeMutableRawPointer(elements)
    }
  }

  deinit {
    if let lent = header.lent, !header.isBorrowed {
      BufferPool.shared.give(lent, byteCount: header.byteCount)
    }
  }
}

/// Keeps large buffers for the next tensor of the same size.
///
/// A fresh page costs a fault when it is first touched, more than the arithmetic on it. The
/// alternative, a larger threshold for the C library's own heap, is a setting of the whole process.
final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Buffers from this size on are lent. Smaller ones the C library serves as fast; of larger ones a
  /// training step returns so many at once that the library gives their pages back to the system.
  static let smallestLent = 4 << 10

  /// Bytes that may lie unused; beyond it a returned buffer is freed.
  static let mostKept = 1 << 30

  private struct Idle: @unchecked Sendable {
    var buffers: [Int: [UnsafeMutableRawPointer]] = [:]
    var byteCount = 0
  }

  private let idle = Mutex(Idle())

  func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let size = Self.roundedUp(byteCount)
    let kept = idle.withLock { idle -> Lent? in
      guard let pointer = idle.buffers[size]?.popLast() else { return nil }
      idle.byteCount -= size
      return Lent(pointer: pointer)
    }
    return kept?.pointer ?? UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
  }

  func give(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let size = Self.roundedUp(byteCount)
    let lent = Lent(pointer: pointer)
    let isKept = idle.withLock { idle in
      guard idle.byteCount + size <= Self.mostKept else { return false }
      idle.byteCount += size
      idle.buffers[size, default: []].append(lent.pointer)
      return true
    }
    if !isKept { pointer.deallocate() }
  }

  /// Bytes that lie unused.
  var byteCount: Int { idle.withLock { $0.byteCount } }

  /// Frees all buffers that lie unused.
  func empty() {
    let unused = idle.withLock { idle in
      defer { idle = Idle() }
      return idle
    }
    for buffer in unused.buffers.values.joined() { buffer.deallocate() }
  }

  /// A pointer that crosses the lock: a buffer has one owner at any time.
  private struct Lent: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  /// Sizes share an eighth of a power of two, so that nearly equal sizes share buffers.
  private static func roundedUp(_ byteCount: Int) -> Int {
    let step = max(4096, 1 << (Int.bitWidth - 1 - byteCount.leadingZeroBitCount - 3))
    return (byteCount + step - 1) / step * step
  }
}

/// The memory of tensors that are gone, which is kept for the next ones.
///
/// ```swift
/// UnusedMemory.byteCount     // what is kept at present
/// UnusedMemory.release()     // all of it goes back to the system
/// ```
///
/// To get memory from the system costs more than most operations. What exceeds the limit goes back
/// at once.
public enum UnusedMemory {
  /// The most that is kept: 1 GiB.
  public static let byteLimit = BufferPool.mostKept

  /// How many bytes are kept.
  public static var byteCount: Int { BufferPool.shared.byteCount }

  /// Gives all of it back to the system.
  ///
  /// ```swift
  /// UnusedMemory.release()
  /// ```
  public static func release() { BufferPool.shared.empty() }
}
