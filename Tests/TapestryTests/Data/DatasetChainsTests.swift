import Foundation
import Testing

@testable import Tapestry

// Serialized, since they set the program's seed.
@Suite(.serialized)
struct DatasetChainsTests {
  /// A chain that TensorFlow 2.1.0 ran, recorded by Recordings/dataset_chains.py.
  struct Chain: Decodable, Sendable, CustomTestStringConvertible {
    let seed: Int
    let count: Int
    let steps: [Step]
    /// How many elements of each iteration were requested.
    let limits: [Int]
    let passes: [[[Int]]]

    var testDescription: String {
      "seed \(seed), range(\(count))" + steps.map { ".\($0.name)(\($0.arguments))" }.joined()
    }

    static let recorded: [Chain] = {
      let url = Bundle.module.url(
        forResource: "Recordings/dataset_chains", withExtension: "json")!
      return try! JSONDecoder().decode([Chain].self, from: Data(contentsOf: url))
    }()
  }

  struct Step: Decodable, Sendable {
    let name: String
    let arguments: [Int]

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      var arguments: [Int] = []
      while !values.isAtEnd { arguments.append(try values.decode(Int.self)) }
      self.arguments = arguments
    }

    func applied(to dataset: Dataset<Tensor, Never>) -> Dataset<Tensor, Never> {
      let a = arguments
      return switch name {
      case "shuffle": dataset.shuffle(a[0], seed: a[1], reshuffleEachIteration: a[2] > 0)
      case "repeat": dataset.repeat(a[0] < 0 ? nil : a[0])
      case "take": dataset.take(a[0])
      case "skip": dataset.skip(a[0])
      case "shard": dataset.shard(a[0], index: a[1])
      case "concatenate": dataset.concatenate(.range(100, 100 + a[0]))
      case "filter": dataset.filter { Int($0.number) % 3 != 0 }
      case "cache": dataset.cache()
      case "zip": Dataset.zip(dataset, .range(1000)).map { x, number in x + 0 * number }
      case "map": dataset.map { $0 + 1 }
      case "batch": dataset.batch(a[0], dropRemainder: a[1] == 0)
      case "unbatch": dataset.unbatch()
      default: fatalError("no step is called \(name)")
      }
    }
  }

  @Test(arguments: Chain.recorded)
  func `chains of shuffles and other stages give TensorFlow's orders, iteration after iteration`(
    chain: Chain
  ) {
    setRandomSeed(chain.seed)
    let sources: [Dataset<Tensor, Never>] = [
      .range(chain.count),
      // The same as rows, which take different code paths.
      .fromTensorSlices(cast(Tensor.range(chain.count), to: .int64)),
    ]
    for source in sources {
      let dataset = chain.steps.reduce(source) { $1.applied(to: $0) }
      let passes = chain.limits.map { limit in
        dataset.prefix(limit).map { $0.scalars(as: Int.self) }
      }
      #expect(passes == chain.passes)
    }
  }
}
