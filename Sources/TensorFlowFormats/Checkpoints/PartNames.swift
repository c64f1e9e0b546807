import Tapestry

/// The names under which files know a part of an object.
///
/// Each is a path from the object to the part: most have one name, others lead over objects that
/// exist in Keras and not here, as the cell of a recurrent layer.
struct PartNames {
  /// The path in Keras 2, by which the part is called in the keys of files that are written.
  let keras2: [String]
  /// The path in Keras 3, if it is another. Files that are written have both, so that programs with
  /// either version find the part: a format for each would have to be chosen.
  var keras3: [String]?
  /// Paths in files that are read, and that are not written.
  var others: [[String]] = []

  /// All paths, the first of which that a file has is the part's.
  var all: [[String]] { [keras2] + [keras3].compactMap { $0 } + others }
}

extension Module {
  /// The parts under the names that Keras gives them: the layers of a model without properties of
  /// its own are numbered, and weights are called as in Keras's layers.
  var kerasParts: [(names: PartNames, part: ModulePart)] {
    if let model = self as? Model, let numbered = model.numberedParts { return numbered }
    return parts.map { (kerasNames(of: $0.name), $0.part) }
  }

  /// The names of a property. Those of a program's own classes are the same in every file.
  ///
  /// There are files that have those of the properties here where Keras has others.
  private func kerasNames(of property: String) -> PartNames {
    switch (self, property) {
    case (is RecurrentLayer, "recurrentKernel"):
      PartNames(keras2: ["cell", "recurrent_kernel"], others: [[property]])
    case (is RecurrentLayer, _):
      PartNames(keras2: ["cell", property], others: [[property]])
    case (is Bidirectional, _):
      PartNames(keras2: ["\(property)_layer"], others: [[property]])
    case (is BatchNormalization, "movingMean"):
      PartNames(keras2: ["moving_mean"], others: [[property]])
    case (is BatchNormalization, "movingVariance"):
      PartNames(keras2: ["moving_variance"], others: [[property]])
    case (is KernelLayer, "kernel"), (is Embedding, "embeddings"):
      PartNames(keras2: [property], keras3: ["_\(property)"])
    default: PartNames(keras2: [property])
    }
  }
}

extension Model {
  /// The layers under their indices; nil if the model has layers by other names.
  fileprivate var numberedParts: [(names: PartNames, part: ModulePart)]? {
    guard !layers.isEmpty, parts.allSatisfy({ $0.name == "layers" }) else { return nil }
    var numbered: [(names: PartNames, part: ModulePart)] = []
    var count = 0
    for (index, layer) in layers.enumerated() {
      let keras3 = keras3Path(to: index)
      if !layer.variables.isEmpty {
        let names = PartNames(keras2: ["layer_with_weights-\(count)"], keras3: keras3)
        numbered.append((names, .module(layer)))
        count += 1
      }
      numbered.append((PartNames(keras2: ["layer-\(index)"], keras3: keras3), .module(layer)))
    }
    return numbered
  }

  /// In Keras 3, the input is the first of the layers, and those of a row are inside of a
  /// functional model. Several inputs stand between the layers, where each is needed: of such
  /// models only Keras 2's names are known.
  private func keras3Path(to index: Int) -> [String]? {
    let operations = ["_operations", "\(index + 1)"]
    if self is Sequential { return ["_functional"] + operations }
    return functionalInputCount == 1 ? operations : nil
  }
}

extension OptimizerVariable {
  /// The names of a variable of the optimizer itself. Those of Keras 3 are written with its lists
  /// of slots.
  var names: PartNames {
    PartNames(keras2: [name], others: keras3Name.map { [[$0]] } ?? [])
  }

  /// The name in Keras 3; nil for what it keeps no variable for.
  var keras3Name: String? {
    switch name {
    case "iter": "_iterations"
    case "learning_rate": "_learning_rate"
    case "momentum_cache": "_u_product"
    default: nil
    }
  }
}

extension Optimizer {
  /// Whether Keras 3's list of all variables has the first two kinds of slots variable by variable;
  /// others follow one kind after the other.
  var pairsSlots: Bool {
    switch self {
    case is Adam, is Nadam, is Adamax, is Adadelta, is Ftrl: true
    default: false
    }
  }

  /// The kinds of slots that the optimizer has, and the lists that Keras 3 has of them.
  var keras3Slots: [(name: String, list: String)] {
    switch self {
    case is SGD: [("momentum", "momentums")]
    case is RMSprop:
      [("rms", "_velocities"), ("momentum", "_momentums"), ("mg", "_average_gradients")]
    case is Adagrad: [("accumulator", "_accumulators")]
    case is Adadelta:
      [("accum_grad", "_accumulated_grads"), ("accum_var", "_accumulated_delta_vars")]
    case is Ftrl: [("accumulator", "_accumulators"), ("linear", "_linears")]
    case is Adamax: [("m", "_m"), ("v", "_u")]
    case is Lion: [("momentum", "_momentums")]
    case is Adam, is Nadam:
      [("m", "_momentums"), ("v", "_velocities"), ("vhat", "_velocity_hats")]
    default: []
    }
  }
}
