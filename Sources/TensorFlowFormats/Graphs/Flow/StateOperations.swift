import Tapestry

extension GraphOperations {
  /// Constants, variables, and aliases of other nodes.
  static let stateOperations: [String: GraphOperation] = [
    "Const": { call in
      guard let value = call.node.attr["value"]?.tensor else { throw call.fail("it has no value") }
      // Strings are used only by messages and by unsupported nodes, which report themselves.
      if value.dtype == .dtString {
        return [.text(String(decoding: value.stringVal.first ?? .init(), as: UTF8.self))]
      }
      return [.tensor(try value.tensor(at: call.location))]
    },
    "Identity": { call in
      let input = try call.input(0)
      if case .tensor(let tensor) = input { return [.tensor(identity(tensor))] }
      return [input]
    },
    "IdentityN": { call in call.inputs },
    "GuaranteeConst": { call in [try call.input(0)] },
    // Always the default: real arguments of a function are not placeholders.
    "PlaceholderWithDefault": { call in [try call.input(0)] },
    "CheckNumerics": { call in try finite(call) },
    "CheckNumericsV2": { call in try finite(call) },
    "StopGradient": { call in [.tensor(stopGradient(try call.tensor(0)))] },
    "PreventGradient": { call in [.tensor(stopGradient(try call.tensor(0)))] },
    "NoOp": { _ in [] },
    "Assert": { call in
      let condition = try call.tensor(0)
      guard condition.dtype == .bool, condition.rank == 0 else {
        throw call.fail("its condition is \(condition.spec)")
      }
      // A condition that is known to hold need not be checked in each call.
      if !condition.isSymbolic, initScope({ condition.scalar(as: Bool.self) }) { return [] }
      var (message, values) = (["assertion failed:"], [Tensor]())
      for value in call.inputs.dropFirst() {
        if case .text(let text) = value { message.append(text) }
        if case .tensor(let tensor) = value { values.append(tensor) }
      }
      requireCondition(
        condition, message.joined(separator: " "), showing: values,
        elements: Swift.max(try call.number("summarize", default: 3), 0))
      return []
    },
    // Text for messages, which are not printed here.
    "PrintV2": { _ in [] },
    "StringFormat": { _ in [.other("a string")] },
    "StringJoin": { _ in [.other("a string")] },
    "AsString": { _ in [.other("a string")] },
    "DisableCopyOnRead": { _ in [] },
    "ReadVariableOp": { call in [.tensor(try call.variable().tensor)] },
    "VarIsInitializedOp": { _ in [.tensor(Tensor(true))] },
    "VariableShape": { call in
      let dtype = try call.dtype("out_type", default: .int32)
      return [.tensor(sizes(try call.variable().shape.dimensions, dtype))]
    },
    "ResourceGather": { call in
      let variable = try call.variable()
      let batch = try call.number("batch_dims", default: 0)
      guard (0..<variable.shape.rank).contains(batch) else {
        throw call.fail("\(batch) dimensions of a batch in shape \(variable.shape)")
      }
      return [
        .tensor(try call.gather(variable.tensor, try call.tensor(1), axis: batch, batch: batch))
      ]
    },
    "AssignVariableOp": { call in
      let (variable, value) = try call.assignment()
      variable.assign(value)
      return []
    },
    "AssignAddVariableOp": { call in
      _ = try call.numeric(1)
      let (variable, value) = try call.assignment()
      variable.assignAdd(value)
      return []
    },
    "AssignSubVariableOp": { call in
      _ = try call.numeric(1)
      let (variable, value) = try call.assignment()
      variable.assignSub(value)
      return []
    },
  ]
}

extension GraphOperations {
  /// A tensor without NaN and infinite elements.
  private static func finite(_ call: NodeCall) throws -> [GraphValue] {
    let x = try call.floating(0)
    requireCondition(
      isFinite(x).all(), "\(call.text("message")): the tensor has NaN or infinite elements")
    return [.tensor(x)]
  }
}

extension NodeCall {
  fileprivate func assignment() throws -> (Variable, Tensor) {
    let (variable, value) = (try variable(), try tensor(1))
    guard value.shape == variable.shape, value.dtype == variable.dtype else {
      throw fail(
        "\(value.spec) for variable '\(variable.name)', which is \(variable.tensor.spec)")
    }
    return (variable, value)
  }
}
