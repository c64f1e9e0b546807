import Tapestry
import TensorFlowMessages

/// What a session of TensorFlow 1, and a server, needs to restore and save the variables: nodes
/// outside all functions.
struct SessionNodes {
  let variables: [(variable: Variable, key: String, handle: String)]
  private(set) var definition = Tensorflow_SaverDef()
  private(set) var mainOperation = Tensorflow_CollectionDef()
  private(set) var initialization = Tensorflow_SignatureDef()

  init(variables: [(variable: Variable, key: String, handle: String)]) {
    self.variables = variables
  }

  mutating func write(into top: inout NodeBuilder) {
    let nothing = top.add("NoOp", [])
    mainOperation.nodeList.value = [nothing]
    var info = Tensorflow_TensorInfo()
    info.name = nothing
    info.tensorShape.unknownRank = true
    initialization.outputs["__saved_model_init_op"] = info

    let types = Tensorflow_AttrValue.types(variables.map(\.variable.dtype.message))
    var string = Tensorflow_AttrValue()
    string.type = .dtString
    let file = top.add(
      "Placeholder", named: "saver_filename", [], ["dtype": string, "shape": .shape([])])
    let reads = variables.map { variable, _, handle in
      top.add(
        "ReadVariableOp", named: "\(handle)/Read/ReadVariableOp", [handle],
        ["dtype": .type(variable.dtype)])
    }
    let names = top.add(
      "Const", named: "save/names", [],
      ["dtype": string, "value": .tensor(strings(variables.map(\.key)))])
    let slices = top.add(
      "Const", named: "save/slices", [],
      ["dtype": string, "value": .tensor(strings(variables.map { _ in "" }))])
    var waits: [String] = []
    var assigned: [String] = []
    if !variables.isEmpty {
      waits = [
        top.add("SaveV2", named: "save/SaveV2", [file, names, slices] + reads, ["dtypes": types])
      ]
      let restored = top.add(
        "RestoreV2", named: "restore/RestoreV2", [file, names, slices], ["dtypes": types])
      assigned = variables.enumerated().map { index, entry in
        top.add(
          "AssignVariableOp", named: "restore/Assign",
          [entry.handle, index == 0 ? restored : "\(restored):\(index)"],
          ["dtype": .type(entry.variable.dtype)])
      }
    }
    let saved = top.add("Identity", named: "save/Identity", [file], after: waits, ["T": string])
    let all = top.add("NoOp", named: "restore/all", [], after: assigned)
    definition.filenameTensorName = "\(file):0"
    definition.saveTensorName = "\(saved):0"
    definition.restoreOpName = all
    definition.version = .v2
  }

  private func strings(_ texts: [String]) -> Tensorflow_TensorProto {
    var message = Tensorflow_TensorProto()
    message.dtype = .dtString
    message.tensorShape = Tensorflow_TensorShapeProto([texts.count])
    message.stringVal = texts.map { .init($0.utf8) }
    return message
  }
}
