import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory that one or more tensors show.
///
/// Small buffers stand in the object itself: a training step makes hundreds of them, and one
/// allocation is cheaper than two. Large ones are lent by the `BufferPool`.
final class Storage: ManagedBuffer<Storage.Header, UInt64> {
  struct Header {
    let byteCount: Int
    /// nil if the elements stand in the object.
    let lent: UnsafeMutableRawPointer?
    /// What becomes of that memory when nobody shows it any more.
    var end = End.pool
  }

  enum End {
    /// The pool keeps it.
    case pool
    /// Nothing: it belongs to somebody else, who outlives the object.
    case nothing
    /// It is a part of a file, and no longer part of the program's memory.
    case unmap
  }

  /// Memory of undefined content; who asks for it writes every byte before it is read.
  ///
  /// Returns nil if there is not so much.
  static func make(byteCount: Int) -> Storage? {
    let isLarge = byteCount >= BufferPool.smallestLent
    var lent: UnsafeMutableRawPointer?
    if isLarge {
      lent = BufferPool.shared.take(byteCount)
      if lent == nil { return nil }
    }
    let words = isLarge ? 0 : (byteCount + 7) / 8
    let buffer = create(minimumCapacity: words) { _ in
      Header(byteCount: byteCount, lent: lent)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// A view of memory that belongs to somebody else and outlives the object.
  static func borrowing(_ bytes: UnsafeMutableRawPointer, byteCount: Int) -> Storage {
    let buffer = create(minimumCapacity: 0) { _ in
      Header(byteCount: byteCount, lent: bytes, end: .nothing)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// A part of an open file, which the system reads when somebody looks at it. Returns nil if it
  /// cannot be mapped.
  ///
  /// What is written there stays in memory: the pages are private.
  ///
  /// - Precondition: the offset is a multiple of the page size, and the file is as long.
  static func mapping(_ descriptor: Int32, at offset: Int, byteCount: Int) -> Storage? {
    let bytes = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, off_t(offset))
    guard let bytes, bytes != MAP_FAILED else { return nil }
    let buffer = create(minimumCapacity: 0) { _ in
      Header(byteCount: byteCount, lent: bytes, end: .unmap)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// The first byte.
  fileprivate var bytes: UnsafeMutableRawPointer {
    withUnsafeMutablePointers { header, elements in
      header.pointee.lent ?? UnsafeMutableRawPointer(elements)
    }
  }

  deinit {
    guard let lent = header.lent else { return }
    switch header.end {
    case .pool: BufferPool.shared.give(lent, byteCount: header.byteCount)
    case .nothing: return
    case .unmap: munmap(lent, header.byteCount)
    }
  }
}

// MARK: - The elements' memory

// A tensor's memory can be reached inside a closure only, during which the tensor lives. An address
// on its own would be wrong as soon as the compiler sees the last use of its tensor before the last
// use of the address: it lets go of the tensor there, and nothing says so.

extension Storage {
  /// Runs `body` with the first byte's address, which is good as long as `body` runs.
  @inline(__always)
  func withBytes<Result>(
    _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) { try body(bytes) }
  }
}

extension Tensor {
  /// The first element's address.
  @inline(__always)
  private func first<T>(_: T.Type) -> UnsafeMutablePointer<T> {
    value.storage.bytes.assumingMemoryBound(to: T.self) + value.offset
  }

  /// Runs `body` with the first element's address, which is good as long as `body` runs.
  ///
  /// `T` is the element type, or any other of its size for a kernel that moves elements whatever
  /// they mean.
  @inline(__always)
  func withElements<T: BitwiseCopyable, Result>(
    as type: T.Type = T.self, _ body: (UnsafeMutablePointer<T>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(value) { try body(first(type)) }
  }

  /// Runs `body` with the first element's address, whatever its type.
  @inline(__always)
  func withBytes<Result>(
    _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(value) {
      try body(value.storage.bytes + value.offset * dtype.size)
    }
  }
}

/// Runs `body` with the addresses of two tensors' first elements, which are good as long as it
/// runs.
@inline(__always)
func withElements<A: BitwiseCopyable, B: BitwiseCopyable, Result>(
  of a: Tensor, as aType: A.Type = A.self, _ b: Tensor, as bType: B.Type = B.self,
  _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>) throws -> Result
) rethrows -> Result {
  try a.withElements(as: aType) { a in try b.withElements(as: bType) { b in try body(a, b) } }
}

/// Runs `body` with the addresses of three tensors' first elements, which are good as long as it
/// runs.
@inline(__always)
func withElements<A: BitwiseCopyable, B: BitwiseCopyable, C: BitwiseCopyable, Result>(
  of a: Tensor, as aType: A.Type = A.self, _ b: Tensor, as bType: B.Type = B.self, _ c: Tensor,
  as cType: C.Type = C.self,
  _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>, UnsafeMutablePointer<C>) throws ->
    Result
) rethrows -> Result {
  try withElements(of: a, as: aType, b, as: bType) { a, b in
    try c.withElements(as: cType) { c in try body(a, b, c) }
  }
}

/// Runs `body` with memory for some elements, of undefined content, that is lent as that of tensors
/// is: fresh pages cost more than what is computed in them.
func withLentMemory<T: BitwiseCopyable, Result>(
  of type: T.Type, _ count: Int, _ body: (UnsafeMutablePointer<T>) throws -> Result
) rethrows -> Result {
  guard let storage = Storage.make(byteCount: count * MemoryLayout<T>.stride) else {
    misuse(
      "Tensor", "there is no memory for \(count) elements on the way to a result",
      cure: "compute a part at a time")
  }
  return try storage.withBytes { try body($0.assumingMemoryBound(to: T.self)) }
}

// MARK: - Reuse

/// Keeps large buffers for the next tensor of the same size.
///
/// A fresh page costs a fault when it is first touched, more than the arithmetic on it. The
/// alternative, a larger threshold for the C library's own heap, is a setting of the whole process.
final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Buffers from this size on are lent. Smaller ones the C library serves as fast; of larger ones
  /// a training step returns so many at once that the library gives their pages back to the system.
  static let smallestLent = 4 << 10

  /// Bytes that may lie unused; beyond it a returned buffer is freed.
  #if ADDRESS_SANITIZER
    // None, so that the sanitizer sees each use of a buffer after its end.
    static let mostKept = 0
  #else
    static let mostKept = 1 << 30
  #endif

  private struct Idle: @unchecked Sendable {
    var buffers: [Int: [UnsafeMutableRawPointer]] = [:]
    var byteCount = 0
  }

  private let idle = Mutex(Idle())

  /// A buffer, or nil if there is no memory left.
  func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount <= Int.max / 2 else { return nil }
    let size = Self.roundedUp(byteCount)
    let kept = idle.withLock { idle -> Lent? in
      guard let pointer = idle.buffers[size]?.popLast() else { return nil }
      idle.byteCount -= size
      return Lent(pointer: pointer)
    }
    // Not `allocate`, which stops the program without a message where there is no memory.
    return kept?.pointer ?? aligned_alloc(64, size)
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
    if !isKept { free(pointer) }
  }

  /// Bytes that lie unused.
  var byteCount: Int { idle.withLock { $0.byteCount } }

  /// Frees all buffers that lie unused.
  func empty() {
    let unused = idle.withLock { idle in
      defer { idle = Idle() }
      return idle
    }
    for buffer in unused.buffers.values.joined() { free(buffer) }
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
