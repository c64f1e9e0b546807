import Synchronization

/// The source of a random operation's numbers.
enum RandomSource: Sendable, Hashable {
  /// From the program's generators, with a seed of its own or one that is drawn.
  case program(seed: Int?)
  /// From a generator of its own, for an operation of a graph.
  case graph(GraphGenerator)

  /// The generator for `count` results. The one that is kept for the next run is advanced.
  func generator(for operation: RandomOperation, dtype: DType, count: Int) -> Philox {
    switch self {
    case .program(let seed):
      RandomState.shared.generator(for: operation, dtype: dtype, seed: seed, count: count)
    case .graph(let generator):
      generator.advance(by: operation.reservation(count: count))
    }
  }
}

/// The generator of one random operation of a graph: each run continues where the last one stopped.
///
/// The seeds are chosen when the graph is made, and a later `setRandomSeed` only restarts the
/// generator from them, as in TensorFlow: with seeds drawn in each run, the numbers of a graph
/// would depend on what else the program draws.
final class GraphGenerator: Sendable, Hashable {
  let seeds: OperationSeeds
  private let state: Mutex<(generator: Philox, restarts: Int)>

  init(_ seeds: OperationSeeds) {
    self.seeds = seeds
    state = Mutex((seeds.makeGenerator(), RandomState.shared.restarts))
  }

  /// The position at which the next run begins.
  var position: Philox {
    get { advance(by: 0) }
    set {
      let restarts = RandomState.shared.restarts
      state.withLock { $0 = (newValue, restarts) }
    }
  }

  func advance(by blocks: Int) -> Philox {
    let restarts = RandomState.shared.restarts
    return state.withLock { state in
      if state.restarts != restarts { state = (seeds.makeGenerator(), restarts) }
      defer { state.generator = state.generator.skipping(blocks) }
      return state.generator
    }
  }

  static func == (a: GraphGenerator, b: GraphGenerator) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
