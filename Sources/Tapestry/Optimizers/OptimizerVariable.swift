/// A variable of an optimizer, and its role.
package struct OptimizerVariable {
  /// The name: `m`, `iter`, `learning_rate`.
  package let name: String
  /// The model's variable to which a slot belongs; nil if it is not a slot.
  package let owner: Variable?
  /// The optimizer's variable.
  package let variable: Variable
}

extension Optimizer {
  /// The variables as checkpoints name them: the step count, the hyperparameters in the order of
  /// their names, then slots and others in the order in which they were made.
  package var namedVariables: [OptimizerVariable] {
    var named = [OptimizerVariable(name: "iter", owner: nil, variable: iterations)]
    for (name, value) in hyperparameters.sorted(by: { $0.key < $1.key }) {
      if case .variable(let variable) = value {
        named.append(OptimizerVariable(name: name, owner: nil, variable: variable))
      }
    }
    var identities: [Variable: (name: String, owner: Variable)] = [:]
    for (owner, slots) in slots {
      for (name, slot) in slots { identities[slot] = (name, owner) }
    }
    for weight in weights.dropFirst() {
      let identity = identities[weight]
      let own = weight.name.dropFirst(name.count + 1).dropLast(2)
      named.append(
        OptimizerVariable(
          name: identity?.name ?? String(own), owner: identity?.owner, variable: weight))
    }
    return named
  }
}
