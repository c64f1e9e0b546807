import Tapestry
import TensorFlowMessages

/// An object of a SavedModel: a module, a model, a layer, a list or a dictionary.
///
/// ```swift
/// let model = try SavedModel.load(url)
/// try model["multiply"](x)
/// model.variables.map(\.name)
/// model.variable("layers.0.kernel")?.shape
/// ```
///
/// Its class in the program that saved it is no longer known, only what it holds.
public final class LoadedObject: Module {
  /// What kind of object it was: `_generic_user_object`, `trackable_list_wrapper`.
  public var identifier: String { message.identifier }
  /// Its message in the file.
  let message: Tensorflow_SavedUserObject
  /// The objects inside, by their names; the elements of a list are named `0`, `1` and so on.
  public internal(set) var objects: [String: LoadedObject] = [:]
  /// The variables that it holds itself.
  public internal(set) var ownVariables: [String: Variable] = [:]
  /// The functions that it holds itself.
  public internal(set) var ownFunctions: [String: LoadedFunction] = [:]
  /// Functions by the names that servers use: `serving_default`. They take arguments by name and
  /// return a dictionary.
  public internal(set) var signatures: [String: LoadedFunction] = [:]

  init(_ message: Tensorflow_SavedUserObject) { self.message = message }

  /// A function that the object holds.
  ///
  /// - Throws: `FormatError` if there is none of this name.
  public subscript(name: String) -> LoadedFunction {
    get throws {
      if let function = ownFunctions[name] { return function }
      throw FormatError(
        "function '\(name)'", "the object has none of this name",
        cure: "use one of: " + ownFunctions.keys.sorted().joined(separator: ", "))
    }
  }

  /// Calls the object itself, if it could be called where it was saved.
  ///
  /// - Throws: as the call of a function does.
  @discardableResult
  public func callAsFunction(
    _ arguments: any SavedArgument..., keywords: [String: any SavedArgument] = [:]
  ) throws -> Tensor {
    let value = try self["__call__"].results(arguments, keywords: keywords)
    guard let tensor = value.tensor else {
      throw FormatError(
        "function '__call__'", "its result is \(value.structure), and not one tensor",
        cure: "use self[\"__call__\"].results(_:keywords:), which gives it as it is")
    }
    return tensor
  }

  /// The object at a path, names with dots between; nil if there is none.
  public func object(_ path: String) -> LoadedObject? {
    path.split(separator: ".").reduce(self as LoadedObject?) { $0?.objects[String($1)] }
  }

  /// The variable at a path: `layers.0.kernel`; nil if there is none.
  public func variable(_ path: String) -> Variable? {
    let (owner, name) = split(path)
    return owner?.ownVariables[name]
  }

  /// The function at a path: `encoder.call`; nil if there is none.
  public func function(_ path: String) -> LoadedFunction? {
    let (owner, name) = split(path)
    return owner?.ownFunctions[name]
  }

  private func split(_ path: String) -> (owner: LoadedObject?, name: String) {
    guard let dot = path.lastIndex(of: ".") else { return (self, path) }
    return (object(String(path[..<dot])), String(path[path.index(after: dot)...]))
  }
}

extension LoadedObject: NamedParts {
  /// The parts that the object had in its file, by their names there.
  var namedParts: [(name: String, part: ModulePart)] {
    var parts: [(name: String, part: ModulePart)] = []
    for (name, object) in objects.sorted(by: { $0.key < $1.key }) {
      parts.append((name, .module(object)))
    }
    for (name, variable) in ownVariables.sorted(by: { $0.key < $1.key }) {
      parts.append((name, .variable(variable)))
    }
    for (name, function) in ownFunctions.sorted(by: { $0.key < $1.key }) {
      parts.append((name, .function(function)))
    }
    if !signatures.isEmpty {
      parts.append(("signatures", .dictionary(signatures.mapValues { .function($0) })))
    }
    return parts
  }
}
