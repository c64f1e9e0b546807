/// Why a function was traced again: how the arguments differ from the most similar signature for
/// which there was a graph, among the latest 100.
///
/// ```swift
/// let f = Function("f") { (x: Tensor) in x.sum() }
/// _ = try f(Tensor([1, 2]))
/// _ = try f(Tensor([1, 2, 3]))
/// print(f.concreteFunctions[1].retraceReason!)  // argument 0: shape (3,) instead of (2,)
/// ```
///
/// - **Source**: book, chapter 2, section 2.
public struct RetraceReason: Hashable, Sendable, CustomStringConvertible {
  /// The ways in which two arguments can differ.
  public enum Kind: String, Sendable, Hashable {
    /// The number of elements of a tensor along its dimensions.
    case shape
    /// The element type of a tensor.
    case dtype
    /// A number, a Boolean or a string.
    case value
    /// The identity of an object.
    case identity
    /// The number of parts, their names, or the kind of value.
    case structure
  }

  /// One difference between the signatures.
  public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// The index of the argument, from 0.
    public let argument: Int
    /// The path inside the argument, for structures: `[1]['weights']`.
    public let path: String
    /// What differs.
    public let kind: Kind
    /// The value in the earlier signature.
    public let before: String
    /// The value in the new signature.
    public let now: String

    /// For example `argument 0: shape (3,) instead of (2,)`.
    public var description: String {
      "argument \(argument)\(path): \(kind) \(now) instead of \(before)"
    }
  }

  /// All differences from the most similar signature, in the order of the arguments.
  public let differences: [Difference]

  /// The differences, separated by semicolons.
  public var description: String { differences.map(\.description).joined(separator: "; ") }

  /// The reason for making a graph for `signature` although there are graphs for `known` ones; nil
  /// if there are none. The most similar signature is the one with the fewest differences; of
  /// several such, the latest.
  init?(_ signature: Signature, from known: [Signature]) {
    let candidates = known.reversed().map { Self.differences(from: $0, to: signature) }
    guard let nearest = candidates.min(by: { $0.count < $1.count }) else { return nil }
    differences = nearest
  }

  /// The warning of a function whose calls are traced again and again.
  func warning(function name: String) -> String {
    "warning: \(name): each of the last 5 calls was traced anew, the last one because of "
      + "\(description)\n  cure: pass numbers that change as tensors, keep shapes and types the "
      + "same, and make objects once, outside the loop\n"
  }

  private static func differences(from old: Signature, to new: Signature) -> [Difference] {
    guard case .list(let a) = old, case .list(let b) = new else { return [] }
    return zip(a, b).enumerated().flatMap { argument, pair in
      differences(argument, "", pair.0, pair.1)
    }
  }

  private static func differences(
    _ argument: Int, _ path: String, _ old: Signature, _ new: Signature
  ) -> [Difference] {
    func difference(_ kind: Kind, _ before: String, _ now: String) -> Difference {
      Difference(argument: argument, path: path, kind: kind, before: before, now: now)
    }
    if old == new { return [] }
    switch (old, new) {
    case (.tensor(let a), .tensor(let b)):
      var found: [Difference] = []
      if a.shape != b.shape { found.append(difference(.shape, "\(a.shape)", "\(b.shape)")) }
      if a.dtype != b.dtype { found.append(difference(.dtype, "\(a.dtype)", "\(b.dtype)")) }
      return found
    case (.number, .number), (.bool, .bool), (.string, .string):
      return [difference(.value, "\(old)", "\(new)")]
    case (.object, .object):
      return [
        difference(
          .identity, "\(old)",
          old.description == new.description
            ? "another \(new)" : "\(new)")
      ]
    case (.list(let a), .list(let b)) where a.count == b.count:
      return a.indices.flatMap { differences(argument, path + "[\($0)]", a[$0], b[$0]) }
    case (.dictionary(let a), .dictionary(let b)) where a.keys == b.keys:
      return a.keys.sorted().flatMap {
        differences(argument, path + "['\($0)']", a[$0]!, b[$0]!)
      }
    default: return [difference(.structure, "\(old)", "\(new)")]
    }
  }
}
