import CKernels

/// A cluster of operations on each element, made ready to run: a tile of the elements goes through
/// all of them before the next tile is read, so that what one operation leaves in the cache the next
/// finds there.
///
/// Between operations a tile stands in a buffer of its own, or, if somebody outside needs the value,
/// where it belongs in memory.
final class TiledLoop {
  /// Elements of a tile: eight tiles fit into a core's first cache. The same as the blocks in which
  /// the kernels of sums add, so that fused sums have the same last digit.
  private static let tileLength = 1024

  private struct Operand {
    enum Place {
      /// The value of a node, which stands in memory.
      case memory(node: Int)
      /// A tile buffer.
      case tile(Int)
    }
    let place: Place
    /// 1 for an array, 0 for one element that repeats.
    let step: Int
  }

  private struct Instruction {
    let loop: ElementLoop
    let operands: [Operand]
    let target: Operand
    let targetSize: Int
  }

  private struct Fold {
    let source: Operand
    let node: Int
    /// What the sum is divided by.
    let divisor: Float
  }

  private let count: Int
  private let instructions: [Instruction]
  private let folds: [Fold]
  private let tiles: UnsafeMutableRawPointer
  /// The sum of each tile, for each fold.
  private let partials: UnsafeMutablePointer<Float>

  init(_ cluster: Schedule.Cluster, _ graph: Graph, _ values: Values, _ memory: MemoryPlan) {
    count = cluster.count
    var instructions: [Instruction] = []
    var folds: [Fold] = []
    var order: [Entry] = []
    var tileOfNode: [Int: Int] = [:]
    var free: [Int] = []
    var uses: [Int: Int] = [:]
    for number in cluster.nodes + cluster.folds {
      for input in graph.nodes[number].inputs { uses[values.root[input], default: 0] += 1 }
    }
    var tileCount = 0
    func operand(_ number: Int) -> Operand {
      let root = values.root[number]
      let place = tileOfNode[root].map { Operand.Place.tile($0) } ?? .memory(node: root)
      return Operand(place: place, step: values.isUniform[number] ? 0 : 1)
    }
    func release(_ inputs: [Int]) {
      for input in inputs.map({ values.root[$0] }) {
        uses[input]! -= 1
        if uses[input] == 0, let tile = tileOfNode[input] { free.append(tile) }
      }
    }
    // A fold takes its tile as soon as the tile is there, before its buffer serves another value.
    var foldsOfNode: [Int: [Int]] = [:]
    for fold in cluster.folds {
      foldsOfNode[values.root[graph.nodes[fold].inputs[0]], default: []].append(fold)
    }
    func addFolds(of root: Int) {
      for fold in foldsOfNode.removeValue(forKey: root) ?? [] {
        let isMean = graph.nodes[fold].primitive is Mean
        folds.append(
          Fold(
            source: operand(graph.nodes[fold].inputs[0]), node: fold,
            divisor: isMean ? Float(cluster.count) : 1))
        order.append(.fold(folds.count - 1))
      }
    }
    for root in foldsOfNode.keys.sorted() where !cluster.nodes.contains(root) { addFolds(of: root) }
    for number in cluster.nodes {
      let node = graph.nodes[number]
      let operands = node.inputs.map(operand)
      if memory.isInner[number] {
        tileOfNode[number] = free.popLast() ?? tileCount
        tileCount = Swift.max(tileCount, tileOfNode[number]! + 1)
      }
      instructions.append(
        Instruction(
          loop: node.primitive!.elementLoop!, operands: operands, target: operand(number),
          targetSize: node.spec.dtype.size))
      order.append(.instruction(instructions.count - 1))
      addFolds(of: number)
      release(node.inputs)
    }
    self.instructions = instructions
    self.folds = folds
    self.order = order
    let bytes = Swift.max(tileCount, 1) * Self.tileLength * MemoryLayout<Float>.size
    tileBytes = bytes
    tiles = .allocate(byteCount: bytes * coreCount, alignment: 64)
    partials = .allocate(
      capacity: Swift.max(folds.count, 1) * ((count + Self.tileLength - 1) / Self.tileLength))
  }

  private enum Entry {
    case instruction(Int)
    case fold(Int)
  }
  private let order: [Entry]
  private let tileBytes: Int

  deinit {
    tiles.deallocate()
    partials.deallocate()
  }

  /// The step of a plan that runs the loop.
  var step: Plan.Step {
    { [self] plan in run(plan.addresses) }
  }

  private func run(_ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>) {
    let pieces = (count + Self.tileLength - 1) / Self.tileLength
    parallel(pieces, smallest: 64, multiple: 1) { part in
      // Each core has buffers of its own; a part starts where only one core's part can.
      let core =
        part.lowerBound == 0 ? 0 : Swift.min(coreCount - 1, part.lowerBound * coreCount / pieces)
      let buffers = tiles + core * tileBytes
      for piece in part {
        let start = piece * Self.tileLength
        runTile(addresses, buffers, piece, start, Swift.min(Self.tileLength, count - start), pieces)
      }
    }
    for (index, fold) in folds.enumerated() {
      let sum = Self.sum(ofTiles: partials + index * pieces, pieces)
      addresses[fold.node].assuming(Float.self).pointee = sum / fold.divisor
    }
  }

  /// The sum of all elements from the sums of the tiles, in the order in which `sum` adds them when it
  /// runs alone: tiles are its blocks, which it adds up as a tree, and pieces are sums of its own.
  private static func sum(ofTiles tiles: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    let tilesOfPiece = Sum.pieceLength / tileLength
    let pieces = (count + tilesOfPiece - 1) / tilesOfPiece
    for piece in 0..<pieces {
      let start = piece * tilesOfPiece
      // The tiles of the piece have been read when its sum takes the place of an earlier one.
      tiles[piece] = tree(tiles + start, Swift.min(tilesOfPiece, count - start))
    }
    return pieces == 1 ? tiles[0] : kernel_sum_f32(tiles, pieces)
  }

  /// Adds up neighbours, then neighbouring pairs, and so on; what is left over, from the right.
  private static func tree(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    var depth = 0
    for number in 0..<count {
      var sum = numbers[number]
      var bits = number
      while bits & 1 == 1 {
        depth -= 1
        sum += numbers[depth]
        bits >>= 1
      }
      numbers[depth] = sum
      depth += 1
    }
    var total: Float = 0
    while depth > 0 {
      depth -= 1
      total += numbers[depth]
    }
    return total
  }

  private func runTile(
    _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ buffers: UnsafeMutableRawPointer,
    _ piece: Int, _ start: Int, _ length: Int, _ pieces: Int
  ) {
    func address(_ operand: Operand, _ size: Int) -> UnsafeMutableRawPointer {
      switch operand.place {
      case .memory(let node): addresses[node] + start * operand.step * size
      case .tile(let tile): buffers + tile * Self.tileLength * MemoryLayout<Float>.size
      }
    }
    for entry in order {
      switch entry {
      case .fold(let index):
        let fold = folds[index]
        partials[index * pieces + piece] = kernel_sum_f32(
          address(fold.source, 4).assuming(), length)
      case .instruction(let index):
        let instruction = instructions[index]
        let target = address(instruction.target, instruction.targetSize)
        let operands = instruction.operands
        switch instruction.loop {
        case .one(let loop): loop(address(operands[0], 4).assuming(), target.assuming(), length)
        case .two(let loop):
          loop(
            address(operands[0], 4).assuming(), operands[0].step,
            address(operands[1], 4).assuming(), operands[1].step, target.assuming(), length)
        case .comparison(let loop):
          loop(
            address(operands[0], 4).assuming(), operands[0].step,
            address(operands[1], 4).assuming(), operands[1].step, target.assuming(), length)
        case .choice:
          let condition = address(operands[0], 1).assuming(Bool.self)
          let a = address(operands[1], 4).assuming(Float.self)
          let b = address(operands[2], 4).assuming(Float.self)
          let y = target.assuming(Float.self)
          let (c, s, t) = (operands[0].step, operands[1].step, operands[2].step)
          for index in 0..<length {
            y[index] = condition[index * c] ? a[index * s] : b[index * t]
          }
        }
      }
    }
  }
}
