import Foundation
import TestSupport

@testable import Tapestry

/// What TensorFlow 2.1.0's datasets gave, recorded by Data/datasets.py.
struct DatasetRecording: Decodable {
  struct Shuffle: Decodable, Sendable {
    let globalSeed: Int?
    let seed: Int?
    let count: Int
    let bufferSize: Int
    let reshuffle: Bool
    let `repeat`: Int
    let passes: [[Int]]
  }

  struct Interleave: Decodable, Sendable {
    let counts: [Int]
    let cycle: Int
    let block: Int
    let elements: [Int]
  }

  struct Window: Decodable, Sendable {
    let count: Int
    let size: Int
    let shift: Int?
    let stride: Int
    let drop: Bool
    let windows: [[Int]]
  }

  struct Range: Decodable, Sendable {
    let arguments: [Int]
    let elements: [Int]
  }

  struct Shard: Decodable, Sendable {
    let count: Int
    let shards: Int
    let index: Int
    let elements: [Int]
  }

  let shuffles: [Shuffle]
  let draws: [[Int]]
  let interleaves: [Interleave]
  let windows: [Window]
  let ranges: [Range]
  let shards: [Shard]
  let padded: [[[Int]]]
  let paddedTo: [[[Int]]]

  static let recorded: DatasetRecording = TestSupport.recording("datasets", in: .module)
}

/// The numbers of a dataset of scalars.
func numbers(_ dataset: Dataset<Tensor, Never>) -> [Int] {
  Array(dataset).map { Int($0.number) }
}

/// The numbers that remain in an iteration over a dataset of scalars.
func numbers<Failure>(_ iterator: DatasetIterator<Tensor, Failure>) throws -> [Int] {
  var numbers: [Int] = []
  while let element = try iterator.next() { numbers.append(Int(element.number)) }
  return numbers
}

/// The elements of a dataset that may throw.
func elements<Element>(of dataset: Dataset<Element, any Error>) throws -> [Element] {
  try dataset.reduce([]) { $0 + [$1] }
}

/// The bytes of a text.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The numbers of each tensor of a dataset.
func lists(_ dataset: Dataset<Tensor, Never>) -> [[Int]] {
  Array(dataset).map { cast($0, to: .int64).scalars(as: Int.self) }
}

/// Runs `body` with files of the given contents, which are removed afterwards.
func withFiles<Result>(
  _ contents: [UInt8]..., body: ([String]) async throws -> Result
) async throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("tapestry-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  var paths: [String] = []
  for (index, bytes) in contents.enumerated() {
    let url = directory.appendingPathComponent("file\(index)")
    try Data(bytes).write(to: url)
    paths.append(url.path)
  }
  return try await body(paths)
}

/// The error that `body` throws, without the directory of the file that it names.
func datasetError(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    let text = "\(error)"
    guard let slash = text.firstIndex(of: "/"), let name = text.range(of: "file") else {
      return text
    }
    return text.replacingCharacters(in: slash..<name.lowerBound, with: "")
  }
}
