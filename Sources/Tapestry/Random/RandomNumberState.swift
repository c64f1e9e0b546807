/// The state of the program's random numbers: the seed, and the position in each stream.
///
/// ```swift
/// setRandomSeed(42)
/// let state = RandomNumberState.current
/// let first = Tensor.uniform([2]).scalars(as: Float.self)
/// state.restore()
/// Tensor.uniform([2]).scalars(as: Float.self) == first  // true
/// ```
///
/// A program that continues where another stopped draws what that one would have drawn. The state
/// of a function's graphs belongs to the function: `Function.randomState`.
public struct RandomNumberState: Codable, Hashable, Sendable {
  private let numbers: KeptGenerators

  /// The state of the running program.
  ///
  /// ```swift
  /// let saved = try JSONEncoder().encode(RandomNumberState.current)
  /// ```
  public static var current: RandomNumberState {
    RandomNumberState(numbers: RandomState.shared.numbers)
  }

  private init(numbers: KeptGenerators) { self.numbers = numbers }

  /// Makes the running program draw the numbers that it drew after the state was taken.
  ///
  /// ```swift
  /// try JSONDecoder().decode(
  ///   RandomNumberState.self, from: JSONEncoder().encode(RandomNumberState.current)
  /// ).restore()
  /// ```
  public func restore() { RandomState.shared.numbers = numbers }

  private enum CodingKeys: String, CodingKey { case globalSeed, draws, kept, recent, former }

  /// One generator, and the operation for which it is kept.
  private struct Entry: Codable {
    let operation: RandomOperation
    let dtype: String
    let seeds: OperationSeeds
    let generator: Philox

    var order: (String, String, Int64, Int64) {
      (operation.rawValue, dtype, seeds.seed, seeds.seed2)
    }
  }

  /// Encodes the state; the same state gives the same bytes.
  public func encode(to encoder: any Encoder) throws {
    func entries(_ generators: [GeneratorKey: Philox]) -> [Entry] {
      generators.map { key, generator in
        Entry(
          operation: key.operation, dtype: key.dtype.rawValue, seeds: key.seeds,
          generator: generator)
      }.sorted { $0.order < $1.order }
    }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(numbers.globalSeed, forKey: .globalSeed)
    try values.encode(numbers.draws, forKey: .draws)
    try values.encode(entries(numbers.kept), forKey: .kept)
    try values.encode(entries(numbers.recent), forKey: .recent)
    try values.encode(entries(numbers.former), forKey: .former)
  }

  /// Decodes a state.
  ///
  /// - Throws: `DecodingError` if what was saved is not a state.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func generators(_ codingKey: CodingKeys) throws -> [GeneratorKey: Philox] {
      var generators: [GeneratorKey: Philox] = [:]
      for entry in try values.decode([Entry].self, forKey: codingKey) {
        guard let dtype = DType(rawValue: entry.dtype) else {
          throw DecodingError.dataCorruptedError(
            forKey: codingKey, in: values, debugDescription: "there is no type '\(entry.dtype)'")
        }
        let key = GeneratorKey(operation: entry.operation, dtype: dtype, seeds: entry.seeds)
        generators[key] = entry.generator
      }
      return generators
    }
    numbers = KeptGenerators(
      globalSeed: try values.decodeIfPresent(Int.self, forKey: .globalSeed),
      draws: try values.decodeIfPresent(MersenneTwister.self, forKey: .draws),
      kept: try generators(.kept), recent: try generators(.recent), former: try generators(.former))
  }
}
