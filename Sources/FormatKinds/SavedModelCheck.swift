import Foundation
import Tapestry
import TensorFlowFormats

/// Calls the functions of a SavedModel, and compares their results with the expected ones.
struct SavedModelCheck {
  let model: LoadedObject

  /// The result of a call, and gradients of its sum.
  func problem(in call: Expected) throws -> String? {
    let tolerance = call["rtol"]?.number ?? 1e-6
    if let signature = call["signature"]?.text {
      guard let function = model.signatures[signature] else { return "there is no such signature" }
      let inputs = call["inputs"]?.fields ?? []
      let keywords = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.value.saved) })
      let found = try function.results(keywords: keywords)
      return difference(found, .object(["map": call["outputs"] ?? .null]), tolerance)
    }
    let path = call["path"]?.text ?? ""
    guard let function = model.function(path.isEmpty ? "__call__" : path) else {
      // An object that cannot be called rejects the call.
      return call["raises"] == nil ? "there is no such function" : nil
    }
    let arguments = (call["args"]?.elements ?? []).map(\.saved)
    let named = call["kwargs"]?.fields ?? []
    let keywords = Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.value.saved) })
    if call["raises"] != nil {
      do { _ = try function.results(arguments, keywords: keywords) } catch is SavedCallError {
        return nil
      } catch let error as FormatError {
        guard let name = call["names"]?.text, !"\(error)".contains(name) else { return nil }
        return "the error does not name \(name): \(error)"
      }
      return "it was accepted, but should have been rejected"
    }
    let tape = GradientTape(persistent: true)
    let found = try tape.record { try function.results(arguments, keywords: keywords) }
    if let problem = call["result"].flatMap({ difference(found, $0, tolerance) }) { return problem }
    for (name, expected) in call["gradients"]?.fields ?? [] {
      guard let variable = model.variable(name), let result = found.tensor else {
        return "no variable '\(name)'"
      }
      let gradients = try tape.gradient(result, [variable], unconnected: .zero)
      let gradient = gradients[0] ?? Tensor.zeros(like: variable.tensor)
      if let problem = expected.difference(from: gradient, relative: 1e-5) {
        return "gradient of \(name): \(problem)"
      }
    }
    return nil
  }

  private func difference(
    _ found: SavedValue, _ expected: Expected, _ tolerance: Double
  ) -> String? {
    if case .list(let parts) = expected {
      guard found.elements.count == parts.count else { return "found \(found)" }
      return zip(found.elements, parts).lazy.compactMap { difference($0, $1, tolerance) }.first
    }
    if let python = expected["python"] {
      if case .null = python, case .none = found { return nil }
      return "found \(found), expected \(python)"
    }
    if let map = expected["map"] {
      for (name, part) in map.fields {
        guard let value = found[name] else { return "there is no '\(name)'" }
        if let problem = difference(value, part, tolerance) { return "\(name): \(problem)" }
      }
      return nil
    }
    guard let tensor = found.tensor else { return "found \(found)" }
    return expected.difference(from: tensor, relative: tolerance)
  }
}

extension Expected {
  /// The value in the form that functions take.
  fileprivate var saved: SavedValue {
    if let tensor { return .tensor(tensor) }
    if let map = self["map"] {
      return .dictionary(
        Dictionary(uniqueKeysWithValues: map.fields.map { ($0.name, $0.value.saved) }))
    }
    switch self["python"] ?? self {
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .list(let values): return .list(values.map(\.saved))
    default: return .none
    }
  }
}
