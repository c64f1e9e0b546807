import Synchronization
import Tapestry
import TensorFlowMessages

/// A function of a SavedModel.
///
/// ```swift
/// let model = try SavedModel.load(url)
/// let multiply = try model["multiply"]
/// try multiply(Tensor([5, 6, 3], dtype: .int32))  // [15, 18, 9]
/// ```
///
/// It has one or more graphs, each for arguments of certain shapes and types, in which some sizes
/// may be unknown; a call uses the first graph that fits. Each graph is read as a `Function`, which
/// traces and optimizes it again for each new size. So it can be differentiated, called in other
/// functions and vectorized. A graph in which sizes depend on the values of tensors (`tf.where`,
/// loops that let arrays grow) cannot be traced: it runs node by node and can be differentiated,
/// but calling it in other functions is an error.
///
/// Values for which an operation has no result are an error of the call. Values for which the
/// gradient of an operation has none, as that of a log-determinant for a singular matrix, are an
/// error of the tape: `tape.gradient` throws `InvalidArgument`.
public final class LoadedFunction: TracedFunction, CustomStringConvertible, Sendable {
  /// Its path in the model.
  public let name: String
  let overloads: [Overload]
  let parameters: SavedParameters

  /// One of the graphs in the file.
  struct Overload: Sendable {
    /// Positional arguments, then those by name.
    let arguments: [SavedStructure]
    let keywords: [String: SavedStructure]
    let result: SavedStructure
    let function: Function<[Tensor], [Tensor]>
    /// Runs the graph node by node, if sizes in it depend on the values of tensors.
    let runEagerly: @Sendable ([Tensor]) throws -> [Tensor]
    /// The graph's name in the file, its message there, and what it takes besides arguments.
    let concrete: String
    let message: Tensorflow_SavedConcreteFunction
    let captures: [GraphValue]
  }

  /// The function's object in the file, and the graphs of the file.
  let object: Tensorflow_SavedObject
  let library: GraphLibrary

  init(
    _ name: String, _ overloads: [Overload], _ parameters: SavedParameters,
    _ object: Tensorflow_SavedObject, _ library: GraphLibrary
  ) {
    self.name = name
    self.overloads = overloads
    self.object = object
    self.library = library
    self.parameters = parameters
  }

  /// How many graphs were traced.
  public var tracingCount: Int { overloads.reduce(0) { $0 + $1.function.tracingCount } }

  /// The graphs that were traced, one for each combination of sizes.
  public var concreteFunctions: [ConcreteFunction<[Tensor]>] {
    overloads.flatMap { $0.function.concreteFunctions }
  }

  /// The result, which must be one tensor; `true` if the function returns nothing.
  ///
  /// - Throws: `SavedCallError` if no graph of the file fits the arguments; `FormatError` if the
  ///   graph contains something unsupported, if an operation in it has no result for the values, or
  ///   if the result is not one tensor.
  @discardableResult
  public func callAsFunction(
    _ arguments: any SavedArgument..., keywords: [String: any SavedArgument] = [:]
  ) throws -> Tensor {
    let value = try results(arguments, keywords: keywords)
    if let tensor = value.tensor { return tensor }
    if case .none = value { return Tensor(true) }
    throw FormatError(
      "function '\(name)'", "its result is \(value.structure), and not one tensor",
      cure: "use results(_:keywords:), which gives it as it is")
  }

  /// The result, whatever it is.
  ///
  /// ```swift
  /// let outputs = try model.signatures["serving_default"]!.results(keywords: ["x": x])
  /// outputs["output_0"]?.tensor
  /// ```
  ///
  /// - Throws: as `callAsFunction`.
  public func results(
    _ arguments: [any SavedArgument] = [], keywords: [String: any SavedArgument] = [:]
  ) throws -> SavedValue {
    let (positional, given) = try parameters.bind(
      arguments.map(\.saved), keywords.mapValues(\.saved), function: name)
    for overload in overloads {
      guard
        let named = parameters.keywords(given, of: overload.keywords),
        let first = SavedStructure.list(overload.arguments)
          .tensors(of: .list(parameters.positional(positional, of: overload.arguments))),
        let second = SavedStructure.dictionary(overload.keywords).tensors(of: .dictionary(named))
      else { continue }
      let results = try results(of: overload, first + second)
      var rest = results[...]
      return overload.result.value(&rest)
    }
    throw SavedCallError(
      function: name, got: Self.text(positional.map(\.structure), given.mapValues(\.structure)),
      choices: overloads.map { Self.text($0.arguments, $0.keywords) },
      mismatches: overloads.map { mismatch(of: $0, positional, given) })
  }

  /// The index of the first argument that a graph does not take, counted as its text counts them;
  /// nil if it takes another number of arguments.
  private func mismatch(
    of overload: Overload, _ positional: [SavedValue], _ given: [String: SavedValue]
  ) -> Int? {
    let positional = parameters.positional(positional, of: overload.arguments)
    guard positional.count == overload.arguments.count else { return nil }
    let first = zip(overload.arguments, positional).map { $0.tensors(of: $1) != nil }
    if let index = first.firstIndex(of: false) { return index }
    guard let named = parameters.keywords(given, of: overload.keywords) else { return nil }
    return overload.keywords.sorted { $0.key < $1.key }
      .firstIndex { name, part in named[name].flatMap { part.tensors(of: $0) } == nil }
      .map { positional.count + $0 }
  }

  /// The results of a graph. If the first call finds that it cannot be traced, since sizes in it
  /// depend on values, it is run node by node from then on.
  private func results(of overload: Overload, _ tensors: [Tensor]) throws -> [Tensor] {
    let canRun = computesAtOnce && !tensors.contains(where: \.isSymbolic)
    do {
      if !canRun || !library.isUntraceable(overload.concrete) {
        do {
          return try overload.function(tensors)
        } catch let missing as DataDependentShape {
          guard canRun else { throw missing }
          library.markUntraceable(overload.concrete)
        } catch let error as InvalidArgument {
          throw FormatError(error)
        }
      }
      return try overload.runEagerly(tensors)
    } catch let missing as DataDependentShape {
      throw missing.error
    }
  }

  private static func text(
    _ arguments: [SavedStructure], _ keywords: [String: SavedStructure]
  ) -> [String] {
    arguments.map(\.description)
      + keywords.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  /// The name, and what each graph of the file takes and returns.
  public var description: String {
    ([name]
      + overloads.map {
        "  (\(Self.text($0.arguments, $0.keywords).joined(separator: ", "))) -> \($0.result)"
      }).joined(separator: "\n")
  }
}

/// A call that fits none of the graphs that a function was saved with.
public struct SavedCallError: Error, Equatable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// A description of each argument that it was given.
  public let got: [String]
  /// What each of its graphs takes.
  public let choices: [[String]]
  /// The index of the first argument that does not fit, for each choice; nil if the arguments are
  /// others altogether. The texts do not tell: those of the choices hold names and open sizes.
  let mismatches: [Int?]

  /// What was given, and each choice with the first argument that differs.
  public var description: String {
    let lines = zip(choices, mismatches).map { choice, mismatch in
      let note =
        mismatch.map { "argument \($0 + 1) differs: \(choice[$0])" }
        ?? (choice.count == got.count
          ? "other arguments by name" : "other number of arguments: \(choice.count)")
      return "    (\(choice.joined(separator: ", ")))  \(note)"
    }
    return "function '\(function)': it was saved for other arguments\n  got: "
      + "(\(got.joined(separator: ", ")))\n  it takes:\n" + lines.joined(separator: "\n")
      + "\n  cure: reshape or cast the arguments, or save the model with a graph for these"
  }
}

/// The parameters of the Python function that was saved: they give arguments by name a position.
struct SavedParameters: Sendable {
  private(set) var names: [String] = []
  private var defaults: [String: SavedValue] = [:]
  private var keywordDefaults: [String: SavedValue] = [:]

  /// No names: arguments stay as they are given.
  init() {}

  init(_ spec: Tensorflow_FunctionSpec) {
    guard case .namedTupleValue(let tuple) = spec.fullargspec.kind else { return }
    let fields = Dictionary(tuple.values.map { ($0.key, SavedStructure($0.value)) }) { $1 }
    func texts(_ name: String) -> [String] {
      guard case .list(let parts) = fields[name] else { return [] }
      return parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
    func value(_ structure: SavedStructure) -> SavedValue {
      var none: ArraySlice<Tensor> = []
      return structure.value(&none)
    }
    names = texts("args")
    if names.first == "self" || spec.isMethod && !names.isEmpty { names.removeFirst() }
    if case .list(let last) = fields["defaults"] {
      for (name, part) in zip(names.suffix(last.count), last) { defaults[name] = value(part) }
    }
    if case .dictionary(let parts) = fields["kwonlydefaults"] {
      keywordDefaults = parts.mapValues(value)
    }
  }

  /// The arguments in the order of the parameters, with defaults filled in, and those that were
  /// given by name and remain named.
  func bind(
    _ arguments: [SavedValue], _ keywords: [String: SavedValue], function: String
  ) throws -> ([SavedValue], [String: SavedValue]) {
    var (positional, named) = (arguments, keywords)
    for name in names.dropFirst(arguments.count) {
      if let value = named.removeValue(forKey: name) ?? defaults[name] {
        positional.append(value)
      } else {
        throw FormatError(
          "function '\(function)'", "the argument '\(name)' is missing",
          cure: "it takes (\(names.joined(separator: ", ")))")
      }
    }
    return (positional, named)
  }

  /// The positional arguments for a graph.
  ///
  /// With an input signature, TensorFlow 2.1 saves a graph without the parameters beyond it, which
  /// must have defaults. So those that equal their defaults are left out where the graph has fewer.
  func positional(_ arguments: [SavedValue], of graph: [SavedStructure]) -> [SavedValue] {
    let rest = graph.count..<Swift.max(arguments.count, graph.count)
    let areDefaults = rest.allSatisfy {
      names.indices.contains($0)
        && defaults[names[$0]]?.structure.tensors(of: arguments[$0])?.isEmpty == true
    }
    return areDefaults ? Array(arguments.prefix(graph.count)) : arguments
  }

  /// The arguments by name for a graph; nil if it lacks one of them.
  ///
  /// TensorFlow 2.1 saves a graph with the arguments by name that a call gave, and later versions
  /// with the defaults of all others too. So a default is filled in where the graph has the name,
  /// and what equals its default is left out where the graph has not.
  func keywords(
    _ given: [String: SavedValue], of graph: [String: SavedStructure]
  ) -> [String: SavedValue]? {
    for (name, value) in given where graph[name] == nil {
      guard let known = keywordDefaults[name], known.structure.tensors(of: value)?.isEmpty == true
      else { return nil }
    }
    return keywordDefaults.merging(given) { $1 }.filter { graph[$0.key] != nil }
  }
}
