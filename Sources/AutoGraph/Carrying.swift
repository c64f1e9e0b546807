import Tapestry

// How the values of variables pass through a graph's `cond` and `whileLoop`, which handle only
// lists of tensors: values are taken apart into their tensors and put together again.

/// The position of a statement, and the variables that it gives values to.
struct Site {
  let statement: String
  let location: String
  let names: [String]

  func stop(_ problem: String, cure: String) -> Never {
    misuse("\(statement) (\(location))", problem, cure: cure)
  }

  func name(_ index: Int) -> String {
    index < names.count ? "'\(names[index])'" : "value \(index)"
  }
}

/// The tensors in the values, in order.
func allTensors<each Value>(in values: repeat each Value, at site: Site) -> [Tensor] {
  var tensors: [Tensor] = []
  var index = 0
  for value in repeat each values {
    guard let structure = value as? any TensorStructure else {
      site.stop(
        "\(site.name(index)) is a \(type(of: value)), which a graph cannot carry",
        cure: "let it conform to TensorStructure, or change it outside of statements whose "
          + "condition is a tensor")
    }
    _ = structure.mapTensors { tensor in
      tensors.append(tensor)
      return tensor
    }
    index += 1
  }
  return tensors
}

/// The same values with these tensors in place of theirs.
func rebuilt<each Value>(
  _ values: repeat each Value, from tensors: [Tensor]
) -> (repeat each Value) {
  var next = 0
  return
    (repeat mapped(each values) { _ in
      next += 1
      return tensors[next - 1]
    })
}

/// The values as a graph carries them: flags as tensors, missing return values as zeros.
func adapted<each Value>(
  _ values: repeat each Value, samples: [Any?]
) -> (repeat each Value) {
  var index = 0
  func adapt<One>(_ value: One) -> One {
    defer { index += 1 }
    guard let adapting = value as? any Adapting else { return value }
    let filled = index < samples.count ? samples[index].map(adapting.filled) : nil
    let carried = filled ?? adapting
    // A value that no branch returns stays missing, and Swift knows that nothing was returned.
    return (carried.isMissingValue ? carried : carried.withTensors()) as! One
  }
  return (repeat adapt(each values))
}

/// The values that have what others may lack: a return value that was set.
func presentValues<each Value>(in values: repeat each Value) -> [Any?] {
  var samples: [Any?] = []
  for value in repeat each values {
    let adapting = value as? any Adapting
    samples.append(adapting.flatMap { $0.isMissingValue ? nil : $0 })
  }
  return samples
}

/// Whether a value of one of these types may be missing.
func mayMiss<each Value>(_ types: repeat (each Value).Type) -> Bool {
  var isFound = false
  for type in repeat each types { isFound = isFound || type is any MissingValue.Type }
  return isFound
}

/// A type whose values may be missing before a statement and present after it.
protocol MissingValue {}
extension ReturnValue: MissingValue {}

/// The properties of the values that a graph depends on.
func signatures<each Value>(of values: repeat each Value) -> [Signature] {
  var signatures: [Signature] = []
  for value in repeat each values { signatures.append(signatureOf(value)) }
  return signatures
}

extension Signature {
  /// Whether a plain Swift number is among the values.
  var holdsNumber: Bool {
    switch self {
    case .number, .bool, .string: true
    case .list(let parts): parts.contains(where: \.holdsNumber)
    case .dictionary(let parts): parts.values.contains(where: \.holdsNumber)
    case .tensor, .object, .none: false
    }
  }
}
