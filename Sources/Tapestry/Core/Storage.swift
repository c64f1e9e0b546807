#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory that one or more tensors are views of.
///
/// Small buffers are part of the object itself: one allocation is cheaper than two. Large ones are
/// on loan from the `BufferPool`. Most small tensors need no storage, because their elements are
/// part of the `TensorValue`.
final class Storage: ManagedBuffer<Storage.Header, UInt64> {
  struct Header {
    let byteCount: Int
    /// nil if the elements are stored in the object itself.
    let external: UnsafeMutableRawPointer?
    /// What happens to that memory when no tensor refers to it any more.
    var end = End.pool
  }

  enum End {
    /// It goes back to the pool.
    case pool
    /// Nothing: its owner is something else, which outlives the object.
    case nothing
    /// It is a mapped part of a file, and is unmapped.
    case unmap
  }

  /// Memory of undefined content; the caller writes every byte before it is read.
  ///
  /// Returns nil if there is not enough memory.
  static func make(byteCount: Int) -> Storage? {
    let isLarge = byteCount >= BufferPool.smallestPooled
    var external: UnsafeMutableRawPointer?
    if isLarge {
      external = BufferPool.shared.take(byteCount)
      if external == nil { return nil }
    }
    let words = isLarge ? 0 : byteCount.ceilDivided(by: 8)
    let buffer = create(minimumCapacity: words) { _ in
      Header(byteCount: byteCount, external: external)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// A view of memory that something else owns and that outlives the object.
  static func borrowing(_ bytes: UnsafeMutableRawPointer, byteCount: Int) -> Storage {
    let buffer = create(minimumCapacity: 0) { _ in
      Header(byteCount: byteCount, external: bytes, end: .nothing)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// A part of an open file, which the system reads page by page when it is first touched. Returns
  /// nil if it cannot be mapped.
  ///
  /// What is written there does not reach the file: the pages are private.
  ///
  /// - Precondition: the offset is a multiple of the page size, and the file is as long.
  static func mapping(_ descriptor: Int32, at offset: Int, byteCount: Int) -> Storage? {
    let bytes = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, off_t(offset))
    guard let bytes, bytes != MAP_FAILED else { return nil }
    let buffer = create(minimumCapacity: 0) { _ in
      Header(byteCount: byteCount, external: bytes, end: .unmap)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// The first byte.
  fileprivate var bytes: UnsafeMutableRawPointer {
    withUnsafeMutablePointers { header, elements in
      header.pointee.external ?? UnsafeMutableRawPointer(elements)
    }
  }

  deinit {
    withUnsafeMutablePointerToHeader { header in
      guard let external = header.pointee.external else { return }
      switch header.pointee.end {
      case .pool: BufferPool.shared.give(external, byteCount: header.pointee.byteCount)
      case .nothing: return
      case .unmap: munmap(external, header.pointee.byteCount)
      }
    }
  }
}

// MARK: - The elements' memory

// A tensor's memory can be reached only inside a closure, which keeps the tensor alive. A bare
// address would dangle as soon as the last use of its tensor came before the last use of the
// address: Swift releases the tensor there, without a warning.

extension Storage {
  /// Runs `body` with the first byte's address, which is valid as long as `body` runs.
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
    value.bytes.assumingMemoryBound(to: T.self) + value.offset
  }

  /// Runs `body` with the first element's address, which is valid as long as `body` runs.
  ///
  /// `T` is the element type, or any type of the same size for a kernel that only moves elements.
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
      try body(value.bytes + value.offset * dtype.size)
    }
  }
}

/// Runs `body` with the addresses of two tensors' first elements, which are valid as long as it
/// runs.
@inline(__always)
func withElements<A: BitwiseCopyable, B: BitwiseCopyable, Result>(
  of a: Tensor, as aType: A.Type = A.self, _ b: Tensor, as bType: B.Type = B.self,
  _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>) throws -> Result
) rethrows -> Result {
  try a.withElements(as: aType) { a in try b.withElements(as: bType) { b in try body(a, b) } }
}

/// Runs `body` with the addresses of three tensors' first elements, which are valid as long as it
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

/// Runs `body` with scratch memory for `count` elements, of undefined content, from the pool that
/// serves tensors: fresh pages cost more than what is computed in them.
func withScratch<T: BitwiseCopyable, Result>(
  of type: T.Type, _ count: Int, _ body: (UnsafeMutablePointer<T>) throws -> Result
) rethrows -> Result {
  let (byteCount, leaves) = count.multipliedReportingOverflow(by: MemoryLayout<T>.stride)
  guard !leaves, let storage = Storage.make(byteCount: byteCount) else {
    misuse(
      "Tensor", "there is no memory for \(count) elements on the way to a result",
      cure: "compute a part at a time")
  }
  return try storage.withBytes { try body($0.assumingMemoryBound(to: T.self)) }
}
