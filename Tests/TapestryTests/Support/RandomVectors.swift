import Foundation
import TestSupport

@testable import Tapestry

/// A recorded result of TensorFlow 2.1.0: bits in hexadecimal, and what they were drawn from.
struct RandomVector: Decodable, Sendable, CustomStringConvertible {
  var name: String
  var dtype: String?
  var globalSeed: Int?
  var hex: [String]?
  /// The two seeds of the operation.
  var seeds: [Int64]?
  /// The seed of a stateless operation.
  var seed: [Int64]?
  /// The values of a stream of seeds; other vectors are compared by their bits.
  var draws: [Int]

  enum CodingKeys: String, CodingKey {
    case name, dtype, hex, seeds, seed, values
    case globalSeed = "global_seed"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    dtype = try container.decodeIfPresent(String.self, forKey: .dtype)
    globalSeed = try container.decodeIfPresent(Int.self, forKey: .globalSeed)
    hex = try container.decodeIfPresent([String].self, forKey: .hex)
    seeds = try container.decodeIfPresent([Int64].self, forKey: .seeds)
    seed = try container.decodeIfPresent([Int64].self, forKey: .seed)
    draws = globalSeed == nil ? [] : try container.decode([Int].self, forKey: .values)
  }

  var description: String { "\(name) \(dtype ?? "")" }

  /// The bits of the values.
  var bits: [UInt64] { (hex ?? []).map { UInt64($0, radix: 16)! } }

  /// The generator of the operation whose result this is.
  var generator: Philox {
    if let seed { return Philox(statelessSeed: seed[0], seed[1]) }
    return Philox(seed: seeds![0], seed2: seeds![1])
  }

  static let all: [RandomVector] = TestSupport.recording("philox_vectors", in: .module)
}

/// An array that `fill` has filled.
func filled<Element: Scalar>(
  _ count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void
) -> [Element] {
  Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    initialized = count
  }
}

/// The bits of `values`, which distinguish -0 from 0.
func bits(_ values: [Float]) -> [UInt64] { values.map { UInt64($0.bitPattern) } }
func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
func bits(_ values: [Float16]) -> [UInt64] { values.map { UInt64($0.bitPattern) } }
func bits(_ values: [Int32]) -> [UInt64] { values.map { UInt64(UInt32(bitPattern: $0)) } }
func bits(_ values: [Int64]) -> [UInt64] { values.map { UInt64(bitPattern: $0) } }
