import Tapestry
import TensorFlowMessages

/// What a concrete function takes or returns: a structure with a pattern in place of each tensor.
indirect enum SavedStructure: Equatable, Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case tensor(TensorPattern)
  case list([SavedStructure])
  case dictionary([String: SavedStructure])
  /// Something unsupported, which no call can contain.
  case other(String)
}

/// The tensors that an argument or a result can be.
struct TensorPattern: Equatable, Sendable, CustomStringConvertible {
  var name: String
  /// The sizes, nil where any will do; nil as a whole if any number of dimensions will do.
  var dimensions: [Int?]?
  var dtype: Tensorflow_DataType

  func accepts(_ spec: TensorSpec) -> Bool {
    guard spec.dtype.message == dtype else { return false }
    guard let dimensions else { return true }
    return dimensions.count == spec.shape.rank
      && zip(dimensions, spec.shape.dimensions).allSatisfy { $0 == nil || $0 == $1 }
  }

  var description: String {
    guard let dimensions else { return "\(dtype.text) of any shape" }
    let sizes = dimensions.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
    return "\(dtype.text) (\(sizes)\(dimensions.count == 1 ? "," : ""))"
  }
}

extension SavedStructure {
  init(_ message: Tensorflow_StructuredValue) {
    switch message.kind {
    case .noneValue: self = .none
    case .boolValue(let value): self = .bool(value)
    case .int64Value(let value): self = .integer(Int(value))
    case .float64Value(let value): self = .number(value)
    case .stringValue(let value): self = .text(value)
    case .tensorSpecValue(let spec):
      self = .tensor(
        TensorPattern(name: spec.name, dimensions: spec.shape.dimensions, dtype: spec.dtype))
    case .listValue(let list): self = .list(list.values.map(SavedStructure.init))
    case .tupleValue(let tuple): self = .list(tuple.values.map(SavedStructure.init))
    case .namedTupleValue(let tuple): self = .list(tuple.values.map { SavedStructure($0.value) })
    case .dictValue(let dictionary):
      self = .dictionary(dictionary.fields.mapValues(SavedStructure.init))
    case .typeSpecValue(let type): self = .other(type.typeSpecClassName)
    default: self = .other("a value that is not read here")
    }
  }

  /// Names for the tensors of a result, in the order of `tensors`: the keys of a dictionary, or
  /// `output_0` and so on. Nil if it is anything but a tensor, a list or a dictionary of tensors.
  var names: [String]? {
    func named(_ parts: [(name: String, value: SavedStructure)]) -> [String]? {
      parts.allSatisfy { if case .tensor = $0.value { true } else { false } }
        ? parts.map(\.name) : nil
    }
    return switch self {
    case .tensor: ["output_0"]
    case .dictionary(let parts): named(parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    case .list(let parts): named(parts.enumerated().map { ("output_\($0)", $1) })
    default: nil
    }
  }

  /// The patterns in the order of TensorFlow's flattening, in which a dictionary's keys are sorted.
  var tensors: [TensorPattern] {
    switch self {
    case .tensor(let pattern): [pattern]
    case .list(let parts): parts.flatMap(\.tensors)
    case .dictionary(let parts): parts.sorted { $0.key < $1.key }.flatMap { $0.value.tensors }
    default: []
    }
  }

  /// The first part of the structure that has no counterpart here.
  var unreadable: String? {
    switch self {
    case .other(let what): what
    case .tensor(let pattern):
      DType(pattern.dtype) == nil ? "a tensor of \(pattern.dtype.text)" : nil
    case .list(let parts): parts.lazy.compactMap(\.unreadable).first
    case .dictionary(let parts):
      parts.sorted { $0.key < $1.key }.lazy.compactMap(\.value.unreadable).first
    default: nil
    }
  }

  /// The tensors of a value, flattened; nil if the value does not fit.
  func tensors(of value: SavedValue) -> [Tensor]? {
    switch (self, value) {
    case (.none, .none): return []
    // As in Python, by whose equality TensorFlow chooses a graph, 2 is 2.0, and True is 1.
    case (.bool(let a), .bool(let b)): return a == b ? [] : nil
    case (.bool(let a), .integer(let b)), (.integer(let b), .bool(let a)):
      return (a ? 1 : 0) == b ? [] : nil
    case (.bool(let a), .number(let b)), (.number(let b), .bool(let a)):
      return (a ? 1 : 0) == b ? [] : nil
    case (.integer(let a), .integer(let b)): return a == b ? [] : nil
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
      return Int(exactly: b) == a ? [] : nil
    case (.number(let a), .number(let b)): return a == b ? [] : nil
    case (.text(let a), .text(let b)): return a == b ? [] : nil
    case (.tensor(let pattern), .tensor(let tensor)):
      return pattern.accepts(tensor.spec) ? [tensor] : nil
    case (.list(let parts), .list(let values)):
      guard parts.count == values.count else { return nil }
      var all: [Tensor] = []
      for (part, value) in zip(parts, values) {
        guard let tensors = part.tensors(of: value) else { return nil }
        all += tensors
      }
      return all
    case (.dictionary(let parts), .dictionary(let values)):
      guard parts.count == values.count else { return nil }
      var all: [Tensor] = []
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        guard let value = values[name], let tensors = part.tensors(of: value) else { return nil }
        all += tensors
      }
      return all
    default: return nil
    }
  }

  /// The structure with a tensor for each of its patterns, from the front of `tensors`.
  func value(_ tensors: inout ArraySlice<Tensor>) -> SavedValue {
    switch self {
    case .none, .other: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .tensor: return tensors.popFirst().map { .tensor($0) } ?? .none
    case .list(let parts): return .list(parts.map { $0.value(&tensors) })
    case .dictionary(let parts):
      var values: [String: SavedValue] = [:]
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        values[name] = part.value(&tensors)
      }
      return .dictionary(values)
    }
  }
}

extension SavedStructure: CustomStringConvertible {
  /// Python's form, with types and shapes for tensors.
  var description: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let value): "'\(value)'"
    case .tensor(let pattern):
      pattern.name.isEmpty ? pattern.description : "\(pattern.name): \(pattern)"
    case .list(let parts): "(" + parts.map(\.description).joined(separator: ", ") + ")"
    case .dictionary(let parts):
      "{"
        + parts.sorted { $0.key < $1.key }.map { "'\($0.key)': \($0.value)" }
        .joined(separator: ", ") + "}"
    case .other(let what): what
    }
  }
}

extension SavedValue {
  /// The structure of the value.
  var structure: SavedStructure {
    switch self {
    case .none: .none
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    case .tensor(let tensor):
      .tensor(
        TensorPattern(
          name: "", dimensions: tensor.shape.dimensions, dtype: tensor.dtype.message))
    case .list(let values): .list(values.map(\.structure))
    case .dictionary(let values): .dictionary(values.mapValues(\.structure))
    }
  }
}
