import HDF5
import Tapestry

/// Weights by layers and their names, the layout of both versions' `.h5` files: in each layer those
/// that training changes come first.
enum KerasWeights {
  /// The positions of a layer's weights among the model's, in Keras's order.
  static func positions(_ layer: SavedLayer) -> [Int] {
    let all = layer.allWeights
    return all.filter(\.isTrainable).map(\.position)
      + all.filter { !$0.isTrainable }.map(\.position)
  }

  /// The group of all weights.
  static func group(of model: SavedModel) throws -> HDF5Group {
    var group = HDF5Group()
    group.attributes["backend"] = .string("tensorflow")
    group.attributes["keras_version"] = .string("2.2.4-tf")
    group.setNames(model.layers.map(\.name), "layer_names")
    for layer in model.layers {
      guard group.groups[layer.name] == nil else {
        throw KerasProblem("two layers have the name '\(layer.name)'")
      }
      var inner = HDF5Group()
      var names: [String] = []
      for position in positions(layer) {
        let weight = model.weights[position]
        guard !names.contains(weight.name), inner.dataset(at: weight.name) == nil else {
          throw KerasProblem("two weights of '\(layer.name)' have the name '\(weight.name)'")
        }
        names.append(weight.name)
        inner.setDataset(HDF5Value(weight.tensor), at: weight.name)
      }
      inner.setNames(names, "weight_names")
      group.groups[layer.name] = inner
    }
    return group
  }

  /// The weights of a group, layer by layer in the order that its lists of names give.
  static func read(_ group: HDF5Group) throws -> [NamedTensor] {
    var weights: [NamedTensor] = []
    for layer in try group.names("layer_names") {
      guard let inner = group.group(at: layer) else {
        throw KerasProblem("there is no group '\(layer)'")
      }
      weights += try read(inner, of: layer)
    }
    return weights
  }

  /// The datasets that a group's list of names gives.
  static func read(_ group: HDF5Group, of owner: String) throws -> [NamedTensor] {
    try group.names("weight_names").map { name in
      guard let value = group.dataset(at: name) else {
        throw KerasProblem("there is no dataset '\(owner)/\(name)'")
      }
      return NamedTensor(name, try value.tensor(name))
    }
  }

  /// Reorders weights from Keras's order to that of a model's variables; as they are if there are
  /// too few or too many, which the model reports.
  static func ordered(_ weights: [NamedTensor], for model: SavedModel) -> [NamedTensor] {
    let positions = model.layers.flatMap(positions)
    guard positions.count == weights.count, positions.count == model.weights.count,
      Set(positions).count == positions.count
    else { return weights }
    var ordered = model.weights
    for (position, weight) in zip(positions, weights) { ordered[position] = weight }
    return ordered
  }
}
