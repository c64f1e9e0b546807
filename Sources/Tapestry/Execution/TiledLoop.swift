import CKernels

/// A cluster of element-wise operations, compiled for running: all of them are applied to a tile of
/// the elements before the next tile is read, so each operation finds its operands in the cache.
///
/// Between operations a tile is kept in a buffer of its own or, if the value is needed outside, at
/// its final location in memory. A row that broadcasting repeats, such as a bias, is written out
/// repeatedly before the loop, so often that each tile finds all its elements consecutively from
/// some offset on. So the same loops work for it; loops over single rows would be too short where
/// rows are short. A column, each of whose elements is repeated along a row, is written out tile by
/// tile.
final class TiledLoop {
  /// The number of elements from which a second thread pays.
  private static let smallestShared = 1 << 15
  /// The number of elements from which tiles are prefetched. Smaller arrays are mostly in a cache
  /// so near that the processor's own prefetching is enough, and more would only take time.
  private static let smallestPrefetched = 1 << 17

  private let count: Int
  private let tileLength: Int
  private let rowLength: Int?
  private let rows: [TileProgram.Row]
  private let reductions: [TileProgram.FusedReduction]
  // Unmanaged memory, since reference counting during a run would cost more than the arithmetic on
  // a small tile.
  private let instructions: UnsafeMutableBufferPointer<TileProgram.Instruction>
  private let locations: UnsafeMutableBufferPointer<TileProgram.Location>
  private let streams: UnsafeMutableBufferPointer<TileProgram.Stream>
  /// The address of each location for the current tile, for each core. Several operations share a
  /// location, and tile buffers stay where they are, so this costs less than computing an address
  /// for each operand.
  private let locationAddresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// The number of addresses from one core to the next. Cores share no cache line: if they wrote to
  /// the same line, they would wait for each other at every tile.
  private let addressesPerCore: Int
  private let repeatedRows: UnsafeMutableRawPointer
  private let buffers: UnsafeMutableRawPointer
  /// The sum of each tile, for each reduction. A tensor, since there may be no memory for as many
  /// sums as huge arrays have tiles, and tensors then stop with a message.
  private let partials: Tensor

  init(_ program: TileProgram) {
    count = program.count
    tileLength = program.tileLength
    rowLength = program.rowLength
    rows = program.rows
    reductions = program.reductions
    instructions = .allocate(capacity: program.instructions.count)
    _ = instructions.initialize(from: program.instructions)
    locations = .allocate(capacity: program.locations.count)
    _ = locations.initialize(from: program.locations)
    let isPrefetched = program.count >= Self.smallestPrefetched
    let streams = program.locations.enumerated().compactMap {
      (index, location) -> TileProgram.Stream? in
      guard isPrefetched, case .memory(_, let stride) = location, stride > 0 else { return nil }
      return TileProgram.Stream(location: index, stride: stride)
    }
    self.streams = .allocate(capacity: streams.count)
    _ = self.streams.initialize(from: streams)
    repeatedRows = .allocate(byteCount: Swift.max(program.rowBytes, 1), alignment: 64)
    let bufferBytes = Swift.max(program.bufferCount, 1) * program.tileBytes
    buffers = .allocate(byteCount: bufferBytes * coreCount, alignment: 64)
    // Processors may fetch lines of 64 bytes in pairs.
    let (line, size) = (128, MemoryLayout<UnsafeMutableRawPointer>.size)
    let bytesPerCore = (program.locations.count * size).roundedUp(toMultipleOf: line)
    addressesPerCore = bytesPerCore / size
    locationAddresses =
      UnsafeMutableRawPointer
      .allocate(byteCount: bytesPerCore * coreCount, alignment: line)
      .bindMemory(to: UnsafeMutableRawPointer.self, capacity: addressesPerCore * coreCount)
    for core in 0..<coreCount {
      for (index, location) in program.locations.enumerated() {
        guard case .tile(let offset) = location else { continue }
        locationAddresses[core * addressesPerCore + index] = buffers + core * bufferBytes + offset
      }
    }
    partials = Tensor(
      uninitialized: [reductions.count, count.ceilDivided(by: tileLength)], dtype: .float32)
  }

  deinit {
    instructions.deinitialize().deallocate()
    locations.deinitialize().deallocate()
    streams.deallocate()
    UnsafeMutableRawPointer(locationAddresses).deallocate()
    repeatedRows.deallocate()
    buffers.deallocate()
  }

  /// The step of a plan that runs the loop.
  var step: Plan.Step {
    { [self] plan in partials.withElements { run(plan.addresses, $0) } }
  }

  private func run(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    _ partials: UnsafeMutablePointer<Float>
  ) {
    let pieces = count.ceilDivided(by: tileLength)
    for row in rows { write(row, addresses[row.node]) }
    if pieces == 1 {
      runTile(addresses, partials, core: 0, 0, 0, count, 1)
    } else {
      parallel(pieces, smallest: Self.smallestShared / tileLength, multiple: 1) { part, core in
        for piece in part {
          let start = piece * tileLength
          let length = Swift.min(tileLength, count - start)
          runTile(addresses, partials, core: core, piece, start, length, pieces)
        }
      }
    }
    if rowLength != nil { return }
    for (index, reduction) in reductions.enumerated() {
      let sum = TileSums.total(partials + index * pieces, pieces)
      addresses[reduction.node].assuming(Float.self).pointee = sum / reduction.divisor
    }
  }

  /// Writes out a row repeatedly, doubling what has been written each time.
  private func write(_ row: TileProgram.Row, _ from: UnsafeMutableRawPointer) {
    let target = repeatedRows + row.offset
    let size = MemoryLayout<Float>.size
    target.copyMemory(from: from, byteCount: row.period * size)
    var written = row.period
    while written < row.length {
      let next = Swift.min(written, row.length - written)
      (target + written * size).copyMemory(from: target, byteCount: next * size)
      written += next
    }
  }

  private func runTile(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    _ partials: UnsafeMutablePointer<Float>, core: Int, _ piece: Int, _ start: Int, _ length: Int,
    _ pieces: Int
  ) {
    let here = locationAddresses + core * addressesPerCore
    for index in locations.indices {
      switch locations[index] {
      case .tile: break
      case .memory(let node, let stride): here[index] = addresses[node] + start * stride
      case .row(let offset, let period):
        here[index] = repeatedRows + offset + start % period * MemoryLayout<Float>.size
      }
    }
    for index in instructions.indices {
      prefetchNext(index, here, length)
      let instruction = instructions.baseAddress! + index
      let x = here[instruction.pointee.first.location]
      let target = here[instruction.pointee.target.location]
      switch instruction.pointee.kind {
      case .reduce(let index):
        if let rowLength {
          let reduction = reductions[index]
          let sums = addresses[reduction.node].assuming(Float.self) + start / rowLength
          for row in 0..<length / rowLength {
            sums[row] =
              kernel_sum_f32(x.assuming() + row * rowLength, rowLength) / reduction.divisor
          }
        } else {
          partials[index * pieces + piece] = kernel_sum_f32(x.assuming(), length)
        }
      case .repetition(let times, let period):
        repeatElements(x.assuming(), times, period, from: start, target.assuming(), length)
      case .slice(let slice):
        slice.copy(x.assuming(), from: start, to: target.assuming(), count: length)
      case .pair(let loop):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          here[instruction.pointee.third.location].assuming(), instruction.pointee.third.step,
          target.assuming(), length)
      case .loop(.one(let loop)):
        loop(x.assuming(), target.assuming(), length)
      case .loop(.two(let loop)):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          target.assuming(), length)
      case .loop(.comparison(let loop)):
        loop(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          target.assuming(), length)
      case .loop(.choice):
        kernel_select_f32(
          x.assuming(), instruction.pointee.first.step,
          here[instruction.pointee.second.location].assuming(), instruction.pointee.second.step,
          here[instruction.pointee.third.location].assuming(), instruction.pointee.third.step,
          target.assuming(), length)
      }
    }
  }

  /// Writes out the elements from `start` on of an array that repeats each of `period` elements
  /// `times` times in succession, and then all of them again.
  private func repeatElements(
    _ elements: UnsafeMutablePointer<Float>, _ times: Int, _ period: Int, from start: Int,
    _ target: UnsafeMutablePointer<Float>, _ length: Int
  ) {
    var (index, left) = (start / times % period, times - start % times)
    var written = 0
    while written < length {
      let run = Swift.min(left, length - written)
      (target + written).update(repeating: elements[index], count: run)
      written += run
      left = times
      index = index + 1 == period ? 0 : index + 1
    }
  }

  /// Prefetches the next tiles of the locations whose turn it is at this instruction: mostly one,
  /// since there are few locations and many instructions.
  @inline(__always)
  private func prefetchNext(
    _ instruction: Int, _ here: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ length: Int
  ) {
    var index = instruction
    while index < streams.count {
      let size = length * streams[index].stride
      kernel_prefetch(here[streams[index].location] + size, size)
      index += instructions.count
    }
  }
}
