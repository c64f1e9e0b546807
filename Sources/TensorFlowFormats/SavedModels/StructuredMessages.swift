import Tapestry
import TensorFlowMessages

extension Tensorflow_StructuredValue {
  private static func make(_ kind: OneOf_Kind) -> Tensorflow_StructuredValue {
    var value = Tensorflow_StructuredValue()
    value.kind = kind
    return value
  }
  static var none: Tensorflow_StructuredValue { make(.noneValue(Tensorflow_NoneValue())) }
  static func text(_ text: String) -> Tensorflow_StructuredValue { make(.stringValue(text)) }
  static func list(_ values: [Tensorflow_StructuredValue]) -> Tensorflow_StructuredValue {
    var list = Tensorflow_ListValue()
    list.values = values
    return make(.listValue(list))
  }
  static func tuple(_ values: [Tensorflow_StructuredValue]) -> Tensorflow_StructuredValue {
    var tuple = Tensorflow_TupleValue()
    tuple.values = values
    return make(.tupleValue(tuple))
  }
  static func dictionary(
    _ fields: [String: Tensorflow_StructuredValue]
  ) -> Tensorflow_StructuredValue {
    var dictionary = Tensorflow_DictValue()
    dictionary.fields = fields
    return make(.dictValue(dictionary))
  }

  /// The message of a structure.
  init(_ structure: SavedStructure) {
    switch structure {
    case .none, .other: self = .none
    case .bool(let value): self = .make(.boolValue(value))
    case .integer(let value): self = .make(.int64Value(Int64(value)))
    case .number(let value): self = .make(.float64Value(value))
    case .text(let value): self = .text(value)
    case .tensor(let pattern):
      var spec = Tensorflow_TensorSpecProto()
      spec.name = pattern.name
      spec.dtype = pattern.dtype
      spec.shape = Tensorflow_TensorShapeProto(pattern.dimensions)
      self = .make(.tensorSpecValue(spec))
    case .list(let parts): self = .list(parts.map { Tensorflow_StructuredValue($0) })
    case .dictionary(let parts):
      self = .dictionary(parts.mapValues { Tensorflow_StructuredValue($0) })
    }
  }

  /// What Python knows of a function: the names of its arguments. No part may be missing.
  static func fullArgumentSpec(_ names: [String]) -> Tensorflow_StructuredValue {
    var tuple = Tensorflow_NamedTupleValue()
    tuple.name = "FullArgSpec"
    let fields: [(String, Tensorflow_StructuredValue)] = [
      ("args", .list((["self"] + names).map { .text($0) })), ("varargs", .none), ("varkw", .none),
      ("defaults", .none), ("kwonlyargs", .list([])), ("kwonlydefaults", .none),
      ("annotations", .dictionary([:])),
    ]
    tuple.values = fields.map { name, value in
      var pair = Tensorflow_PairValue()
      pair.key = name
      pair.value = value
      return pair
    }
    return make(.namedTupleValue(tuple))
  }
}

extension SavedStructure {
  /// The structure of an engine's signature, with patterns from the front of `patterns` for
  /// tensors; nil if it contains an object.
  init?(_ signature: Signature, _ patterns: inout ArraySlice<TensorPattern>) {
    switch signature {
    case .tensor:
      guard let pattern = patterns.popFirst() else { return nil }
      self = .tensor(pattern)
    case .number(let number): self = .number(Double(number.description) ?? .nan)
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .text(value)
    case .none: self = .none
    case .object: return nil
    case .list(let parts):
      var all: [SavedStructure] = []
      for part in parts {
        guard let part = SavedStructure(part, &patterns) else { return nil }
        all.append(part)
      }
      self = .list(all)
    case .dictionary(let parts):
      var all: [String: SavedStructure] = [:]
      // The order in which the engine flattens a dictionary, and TensorFlow.
      for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
        guard let part = SavedStructure(part, &patterns) else { return nil }
        all[name] = part
      }
      self = .dictionary(all)
    }
  }
}
