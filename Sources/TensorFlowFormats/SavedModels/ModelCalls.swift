import Tapestry

/// The call of a model at inference as a function, with the names of the tensors that it takes and
/// gives. As in Keras, several inputs are one argument, a list, and several outputs are a list.
package struct ModelCall {
  package let function: any GraphSource
  package let inputNames: [String]
  package let outputNames: [String]

  /// Nil if the model is neither functional nor was called: what it takes is not known then.
  ///
  /// - Throws: `FormatError` if what it takes or gives has no names, or depends on a stateful layer
  ///   without states.
  package init?(_ model: Model) throws(FormatError) {
    let known: ModelSignature?
    do throws(InvalidUse) {
      known = try model.callSignature()
    } catch {
      throw FormatError("layer '\(error.operation)'", error.problem, cure: error.cure)
    }
    guard let signature = known else { return nil }
    guard !signature.inputs.isEmpty, !signature.outputNames.isEmpty else {
      throw FormatError(
        "model '\(model.name)'",
        "inputs: \(signature.inputs.count), outputs: \(signature.outputNames.count)",
        cure: "let it take one tensor or more, and give one or more")
    }
    function = Self.function(of: model, signature)
    (inputNames, outputNames) = (signature.inputNames, signature.outputNames)
  }

  /// The error about a model of which it is not known what it takes.
  package static func unknown(_ model: Model) -> FormatError {
    FormatError(
      "model '\(model.name)'", "it was not built, and what it takes is not known",
      cure: "call it once, or build it: model.build(inputShape: [32, 13])")
  }

  private static func function(of model: Model, _ signature: ModelSignature) -> any GraphSource {
    let inputs = signature.inputs
    return switch (inputs.count == 1, signature.outputNames.count == 1) {
    case (true, true):
      Function("call", inputSignature: inputs) { (x: Tensor) in model(x, training: false) }
    case (true, false):
      Function("call", inputSignature: inputs) { (x: Tensor) in
        model.outputs([x], training: false)
      }
    case (false, true):
      Function("call", inputSignature: inputs) { (x: [Tensor]) in model(x, training: false) }
    case (false, false):
      Function("call", inputSignature: inputs) { (x: [Tensor]) in
        model.outputs(x, training: false)
      }
    }
  }
}

/// The names of the tensors that a function takes and gives, where a signature does not use those
/// of its arguments.
struct ServedNames {
  let inputs: [String]
  let outputs: [String]
}

extension SavedModelWriter {
  /// Adds the call of a model as the function `__call__`.
  ///
  /// A model that is neither functional nor was called may be a mere holder of functions.
  ///
  /// - Throws: `FormatError` if what the model takes is not known and it holds no functions either.
  mutating func addCall(of model: Model, to root: Int) throws {
    guard let call = try ModelCall(model) else {
      guard holdsFunctions else { throw ModelCall.unknown(model) }
      return
    }
    names[ObjectIdentifier(call.function)] = ServedNames(
      inputs: call.inputNames, outputs: call.outputNames)
    try add(.function(call.function), named: "__call__", to: root, path: [])
  }
}
