import HDF5
import Tapestry

/// Weights in nested groups, the layout of Keras 3's `.weights.h5`: a layer's group is named after
/// its class and counted, whatever the layer is called.
enum KerasVariables {
  /// The variables of a file with their paths, `layers/dense/vars/0`, without those of the
  /// optimizer.
  static func read(_ root: HDF5Group) throws -> [NamedTensor] {
    guard let layers = root.groups["layers"] else { return [] }
    return try read(layers, at: "layers")
  }

  private static func read(_ group: HDF5Group, at path: String) throws -> [NamedTensor] {
    try group.datasets.sorted { $0.key < $1.key }.map { name, value in
      NamedTensor("\(path)/\(name)", try value.tensor("\(path)/\(name)"))
    }
      + group.groups.sorted { $0.key < $1.key }.flatMap { name, inner in
        // The state of a layer's random numbers, which layers here do not have.
        name == "seed_generator" ? [] : try read(inner, at: "\(path)/\(name)")
      }
  }

  /// The variables of a file's optimizer in their order.
  static func optimizer(_ root: HDF5Group) throws -> [NamedTensor] {
    guard let group = root.group(at: "optimizer/vars") else { return [] }
    return try group.datasets.indices.enumerated().map { index, _ in
      guard let value = group.datasets["\(index)"] else {
        throw KerasProblem("there is no dataset 'optimizer/vars/\(index)'")
      }
      return NamedTensor("optimizer/vars/\(index)", try value.tensor("optimizer/vars/\(index)"))
    }
  }

  /// The group of an optimizer's variables.
  static func optimizerGroup(_ weights: [Tensor]) -> HDF5Group {
    var group = HDF5Group()
    for (index, weight) in weights.enumerated() {
      group.setDataset(HDF5Value(weight), at: "vars/\(index)")
    }
    return group
  }

  /// Whether weights were read from this layout.
  static func areNested(_ weights: [NamedTensor]) -> Bool {
    !weights.isEmpty && weights.allSatisfy { $0.name.hasPrefix("layers/") }
  }

  /// The weights in the order of a model's; as they are if some are missing or left over.
  static func ordered(_ weights: [NamedTensor], for model: SavedModel) -> [NamedTensor] {
    let found = Dictionary(weights.map { ($0.name, $0) }) { first, _ in first }
    var ordered: [NamedTensor] = []
    var byPosition: [Int: NamedTensor] = [:]
    for (position, path) in paths(of: model.layers, in: "layers") {
      if let weight = found[path] { byPosition[position] = weight }
    }
    guard byPosition.count == model.weights.count, weights.count == byPosition.count else {
      return weights
    }
    for position in model.weights.indices { ordered.append(byPosition[position]!) }
    return ordered
  }

  /// The group of all weights. Each layer has a group of variables, those without any an empty one.
  static func group(of model: SavedModel) throws -> HDF5Group {
    var root = HDF5Group()
    root.groups["vars"] = HDF5Group()
    var layers = HDF5Group()
    var counts: [String: Int] = [:]
    for layer in model.layers {
      let name = groupName(layer.className)
      let count = counts[name, default: 0]
      counts[name] = count + 1
      var group = HDF5Group()
      group.groups["vars"] = HDF5Group()
      layers.groups[name + (count == 0 ? "" : "_\(count)")] = group
    }
    root.groups["layers"] = layers
    for (position, path) in paths(of: model.layers, in: "layers") {
      root.setDataset(HDF5Value(model.weights[position].tensor), at: path)
    }
    return root
  }

  /// Where each weight of some layers is, by its position among the model's.
  static func paths(of layers: [SavedLayer], in folder: String) -> [(position: Int, path: String)] {
    var counts: [String: Int] = [:]
    return layers.flatMap { layer in
      let name = groupName(layer.className)
      let count = counts[name, default: 0]
      counts[name] = count + 1
      return paths(of: layer, at: "\(folder)/\(name)" + (count == 0 ? "" : "_\(count)"))
    }
  }

  private static func paths(
    of layer: SavedLayer, at path: String
  ) -> [(position: Int, path: String)] {
    let isCell = ["LSTM", "GRU", "SimpleRNN"].contains(layer.className)
    let ordered =
      layer.weights.filter(\.isTrainable) + layer.weights.filter { !$0.isTrainable }
    let own = ordered.enumerated().map { index, weight in
      (position: weight.position, path: "\(path)\(isCell ? "/cell" : "")/vars/\(index)")
    }
    switch layer.className {
    case "Bidirectional" where layer.layers.count == 2:
      return own + paths(of: layer.layers[0], at: path + "/forward_layer")
        + paths(of: layer.layers[1], at: path + "/backward_layer")
    case "TimeDistributed" where layer.layers.count == 1:
      return own + paths(of: layer.layers[0], at: path + "/layer")
    default: return own + paths(of: layer.layers, in: path + "/layers")
    }
  }

  /// A class's name as Keras writes it in paths: `MaxPooling2D` is `max_pooling2d`.
  static func groupName(_ className: String) -> String {
    // The name of a functional model in Keras 3.
    if className == "Model" { return "functional" }
    let letters = Array(className)
    var name = ""
    for (index, letter) in letters.enumerated() {
      let previous = index > 0 ? letters[index - 1] : "_"
      let next = index + 1 < letters.count ? letters[index + 1] : "_"
      let startsWord =
        letter.isUppercase
        && (previous.isLowercase || index > 0 && previous.isUppercase && next.isLowercase)
      if startsWord { name += "_" }
      name += letter.lowercased()
    }
    return name
  }
}
