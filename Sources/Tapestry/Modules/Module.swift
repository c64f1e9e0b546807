/// An object that holds variables and finds them among its properties by itself.
///
/// ```swift
/// final class Line: Module {
///   let slope = Variable(2.0)
///   let intercept = Variable(1.0)
///   func callAsFunction(_ x: Tensor) -> Tensor { slope * x + intercept }
/// }
/// Line().variables.count  // 2
/// ```
///
/// It inspects its properties by reflection, in the order in which they are declared, and looks
/// into arrays, dictionaries, tuples, optionals and the modules among them. The alternative,
/// letting each module list its variables, would be a second list that is easily forgotten.
///
/// - **Source:** document 001, Modules and tf.Module.
open class Module {
  /// A module.
  public init() {}

  /// All variables, including those of the modules inside, each once.
  ///
  /// ```swift
  /// try tape.gradient(loss, model.variables)
  /// ```
  ///
  /// - **Source:** book, chapter 3, section 1.
  public var variables: [Variable] { ModuleContents(self).variables }

  /// The variables that training changes: those that are trainable and not in a frozen layer.
  ///
  /// ```swift
  /// for variable in model.trainableVariables { print(variable.name) }
  /// ```
  public var trainableVariables: [Variable] { ModuleContents(self).trainableVariables }

  /// The variables that training leaves alone.
  public var nonTrainableVariables: [Variable] {
    let contents = ModuleContents(self)
    let trainable = Set(contents.trainableVariables)
    return contents.variables.filter { !trainable.contains($0) }
  }

  /// The modules inside, at all depths, each once.
  public var submodules: [Module] { Array(ModuleContents(self).modules.dropFirst()) }

  /// The traced functions among the properties, including those of the modules inside.
  ///
  /// ```swift
  /// module.functions.map(\.name)
  /// ```
  public var functions: [any TracedFunction] { ModuleContents(self).functions }

  /// Whether training may change the variables.
  open var isTrainable: Bool {
    get { true }
    set {
      if !newValue {
        misuse("Module", "it cannot be frozen", cure: "freeze layers: layer.isTrainable = false")
      }
    }
  }
}

extension Module: TensorStructure {
  /// The module itself, which is not a tensor, but holds variables that a graph reads.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self { self }
  /// The module's identity, so that each module gets a graph of its own.
  public var signature: Signature {
    .object(Signature.Identity(self), name: String(describing: type(of: self)))
  }
}

/// A function that is traced into graphs, whatever the types of its arguments.
public protocol TracedFunction: AnyObject {
  /// The name, for messages.
  var name: String { get }
  /// The number of graphs that have been made.
  var tracingCount: Int { get }
}

extension Function: TracedFunction {}

/// What a module holds, found in one walk.
struct ModuleContents {
  /// The module itself, and those inside it.
  private(set) var modules: [Module] = []
  /// The modules that the module's own properties hold.
  private(set) var children: [Module] = []
  private(set) var variables: [Variable] = []
  private(set) var trainableVariables: [Variable] = []
  private(set) var functions: [any TracedFunction] = []
  private var seen: Set<ObjectIdentifier> = []
  /// The depth of the walk, in nested modules.
  private var depth = 0

  init(_ module: Module) { visit(module, isFrozen: false) }

  private mutating func visit(_ value: Any, isFrozen: Bool) {
    switch value {
    case is Tensor: return
    case let variable as Variable:
      guard seen.insert(ObjectIdentifier(variable)).inserted else { return }
      variables.append(variable)
      if variable.isTrainable && !isFrozen { trainableVariables.append(variable) }
    case let module as Module:
      guard seen.insert(ObjectIdentifier(module)).inserted else { return }
      if depth == 1 { children.append(module) }
      modules.append(module)
      depth += 1
      defer { depth -= 1 }
      visitProperties(Mirror(reflecting: module), isFrozen: isFrozen || !module.isTrainable)
    case let function as any TracedFunction:
      if seen.insert(ObjectIdentifier(function)).inserted { functions.append(function) }
    default: visitElements(Mirror(reflecting: value), isFrozen: isFrozen)
    }
  }

  /// Properties of superclasses come first, as they were declared first.
  private mutating func visitProperties(_ mirror: Mirror, isFrozen: Bool) {
    if let above = mirror.superclassMirror { visitProperties(above, isFrozen: isFrozen) }
    for (_, value) in mirror.children { visit(value, isFrozen: isFrozen) }
  }

  /// Visits the values in an array, a dictionary (in the order of its keys), a tuple or an
  /// optional. Other structs are not looked into: what is inside them is private.
  private mutating func visitElements(_ mirror: Mirror, isFrozen: Bool) {
    switch mirror.displayStyle {
    case .optional, .collection, .tuple, .set:
      for (_, value) in mirror.children { visit(value, isFrozen: isFrozen) }
    case .dictionary:
      let pairs = mirror.children.map { Array(Mirror(reflecting: $0.value).children) }
      for pair in pairs.sorted(by: { "\($0[0].value)" < "\($1[0].value)" }) {
        visit(pair[1].value, isFrozen: isFrozen)
      }
    default: return
    }
  }
}
