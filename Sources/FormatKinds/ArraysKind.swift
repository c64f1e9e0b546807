import ArrayFiles
import Foundation
import Tapestry

/// Arrays: files of NumPy and of safetensors, all described in one `expected.json`.
struct ArraysKind: FileKind {
  let name = "arrays"

  /// Types that the engine lacks: such a file has to be rejected.
  private static func isForeign(_ expected: Expected) -> Bool {
    if case .bool(true)? = expected["raises"] { return true }
    return (expected["arrays"]?.fields ?? []).contains {
      $0.value["dtype"]?.text != "bfloat16"
        && DType(rawValue: $0.value["dtype"]?.text ?? "") == nil
    }
  }

  func write(to folder: URL) throws {
    let arrays: [String: Tensor] = [
      "matrix": Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]]), "scalar": Tensor(Int64(-1)),
      "flags": Tensor([true, false]),
    ]
    var expected: [String: Expected] = [:]
    for (name, tensor) in arrays {
      try NumPyFile.save(tensor, to: folder.appendingPathComponent("\(name).npy"))
      expected["\(name).npy"] = Expected(tensor)
    }
    for (name, compressed) in [("stored.npz", false), ("deflated.npz", true)] {
      try NumPyArchive.save(
        arrays, compressed: compressed, to: folder.appendingPathComponent(name))
      expected[name] = .object(["arrays": .object(arrays.mapValues { Expected($0) })])
    }
    let metadata = ["format": "np"]
    try SafetensorsFile.save(
      arrays, metadata: metadata, to: folder.appendingPathComponent("several.safetensors"))
    expected["several.safetensors"] = .object([
      "arrays": .object(arrays.mapValues { Expected($0) }),
      "metadata": .object(metadata.mapValues { .text($0) }),
    ])
    try Expected.object(expected).write(to: folder.appendingPathComponent("expected.json"))
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    let all = try Expected.read(folder.appendingPathComponent("expected.json"))
    for (name, expected) in all.fields {
      let url = folder.appendingPathComponent(name)
      guard ["npy", "npz", "safetensors"].contains(url.pathExtension) else {
        print("skipped \(name): files of this kind are not read")
        continue
      }
      report.compare(name) {
        if Self.isForeign(expected) {
          do { _ = try load(url) } catch is ArrayFileError { return nil }
          return "it was read, and no tensor has its elements"
        }
        let (arrays, metadata) = try load(url)
        let wanted = expected["arrays"] ?? .object(["": expected])
        guard arrays.count == wanted.fields.count else {
          return "found \(arrays.keys.sorted()), expected \(wanted.fields.map(\.name))"
        }
        for (name, text) in expected["metadata"]?.fields ?? [] where metadata[name] != text.text {
          return "the text '\(name)' is \(metadata[name] ?? "missing")"
        }
        for (name, value) in wanted.fields {
          guard let array = arrays[name] else { return "there is no '\(name)'" }
          let difference = value.difference(from: array, relative: 0, absolute: 0)
          if let difference { return "'\(name)': \(difference)" }
        }
        return nil
      }
    }
  }

  /// The arrays of a file by name; a single array has an empty name.
  private func load(_ url: URL) throws -> (arrays: [String: Tensor], metadata: [String: String]) {
    if url.pathExtension == "npy" { return (["": try NumPyFile.load(url)], [:]) }
    if url.pathExtension == "npz" { return (try NumPyArchive.load(url), [:]) }
    return try SafetensorsFile.load(url)
  }
}
