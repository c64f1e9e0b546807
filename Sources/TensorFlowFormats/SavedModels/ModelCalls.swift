import Tapestry

/// The names of the tensors that a function takes and gives, where a signature does not use those
/// of its arguments.
struct ServedNames {
  let inputs: [String]
  let outputs: [String]
}

extension SavedModelWriter {
  /// Adds the call of a model as the function `__call__`. As in Keras, several inputs are one
  /// argument, a list, and several outputs are a list.
  ///
  /// A model that was neither functional nor called may be a mere holder of functions.
  ///
  /// - Throws: `FormatError` if what the model takes is not known and it holds no functions either.
  mutating func addCall(of model: Model, to root: Int) throws {
    let known: ModelSignature?
    do throws(InvalidUse) {
      known = try model.callSignature()
    } catch {
      throw FormatError("layer '\(error.operation)'", error.problem, cure: error.cure)
    }
    guard let signature = known else {
      guard holdsFunctions else {
        throw FormatError(
          "model '\(model.name)'", "it was not built, and what it takes is not known",
          cure: "call it once, or build it: model.build(inputShape: [32, 13])")
      }
      return
    }
    guard !signature.inputs.isEmpty, !signature.outputNames.isEmpty else {
      throw FormatError(
        "model '\(model.name)'",
        "inputs: \(signature.inputs.count), outputs: \(signature.outputNames.count)",
        cure: "let it take one tensor or more, and give one or more")
    }
    let function = Self.call(of: model, signature)
    names[ObjectIdentifier(function)] = ServedNames(
      inputs: signature.inputNames, outputs: signature.outputNames)
    try add(.function(function), named: "__call__", to: root, path: [])
  }

  /// The call of a model at inference.
  private static func call(of model: Model, _ signature: ModelSignature) -> any GraphSource {
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
