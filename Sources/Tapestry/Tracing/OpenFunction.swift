/// A function for tensors of one signature in which some sizes are left open.
///
/// ```swift
/// let means = Function("means") { (x: Tensor) in x.mean(axis: 1) }
/// let open = means.concreteFunction(TensorSpec([nil, 5]))
/// print(open)  // means(TensorSpec(shape=(None, 5), dtype=tf.float32, name=None))
/// try open(Tensor.ones([3, 5])).shape  // (3,)
/// try open(Tensor.ones([7, 5])).shape  // (7,)
/// try open(Tensor.ones([7, 4]))  // throws: the signature has 5 columns
/// ```
///
/// Each size that occurs gets a graph of its own, as `TensorSpec` explains. None is made in
/// advance, because the code may not work for an arbitrarily chosen size.
///
/// - **Source**: book, chapter 2, section 2.
public final class OpenFunction<Output: TensorStructure>: CustomStringConvertible {
  /// The function's name.
  public let name: String
  /// The signature of the arguments.
  public let signature: [TensorSpec]
  private let call: ([Tensor]) throws -> Output

  init(name: String, signature: [TensorSpec], call: @escaping ([Tensor]) throws -> Output) {
    self.name = name
    self.signature = signature
    self.call = call
  }

  /// Runs the graph for arguments of these sizes; makes it if there is none yet.
  ///
  /// ```swift
  /// let f = Function("f") { (x: Tensor, y: Tensor) in matmul(x, y) }
  /// let open = f.concreteFunction(TensorSpec([nil, 2]), TensorSpec([2, nil]))
  /// try open(Tensor.ones([3, 2]), Tensor.ones([2, 4])).shape  // (3, 4)
  /// f.concreteFunctions.count  // 1
  /// ```
  ///
  /// - Throws: `WrongInput` if the signature does not allow the arguments, and what the code throws
  ///   while it is traced.
  @discardableResult
  public func callAsFunction(_ arguments: Tensor...) throws -> Output {
    let specs = arguments.map(\.spec)
    guard specs.count == signature.count, zip(signature, specs).allSatisfy({ $0.accepts($1) })
    else { throw WrongInput(function: name, expected: signature, got: specs) }
    return try call(arguments)
  }

  /// The name and the signature: `f(TensorSpec(shape=(None, 5), dtype=tf.float32, name=None))`.
  public var description: String {
    "\(name)(\(signature.map(\.description).joined(separator: ", ")))"
  }
}

extension Function {
  /// The function for tensors of these types, and of any sizes where they are left open.
  ///
  /// ```swift
  /// let f = Function("f") { (x: Tensor) in x * 2 }
  /// let open = f.concreteFunction(TensorSpec([nil, 5]))
  /// try open(Tensor.ones([2, 5])).shape  // (2, 5)
  /// ```
  ///
  /// - Precondition: the function takes tensors or `Argument`s, as many as there are specs.
  /// - **Source**: book, chapter 2, section 2.
  public func concreteFunction(
    _ first: TensorSpec, _ others: TensorSpec...
  ) -> OpenFunction<Output> {
    open([first] + others)
  }

  /// The function for tensors of these types, named as for arguments that are examples.
  ///
  /// ```swift
  /// let f = Function("f") { (x: Tensor) in x * 2 }
  /// let open = f.concreteFunction(for: TensorSpec([nil, 5]))
  /// try open(Tensor.ones([3, 5])).shape  // (3, 5)
  /// ```
  ///
  /// - Precondition: the function takes tensors or `Argument`s, as many as there are specs.
  /// - **Source**: book, chapter 2, section 2.
  public func concreteFunction(
    for first: TensorSpec, _ others: TensorSpec...
  ) -> OpenFunction<Output> {
    open([first] + others)
  }

  private func open(_ specs: [TensorSpec]) -> OpenFunction<Output> {
    var takesTensors: [Bool] = []
    func note<Value: TensorStructure>(_: Value.Type) {
      takesTensors.append(Value.self == Tensor.self || Value.self == Tapestry.Argument.self)
    }
    repeat note((each Argument).self)
    guard takesTensors.count == specs.count, takesTensors.allSatisfy(\.self) else {
      misuse(
        "\(name).concreteFunction",
        "\(specs.count) specs for a function of \(takesTensors.count) arguments, "
          + "\(takesTensors.count(where: \.self)) of which are tensors",
        cure: "give a spec for each argument, and let each be a Tensor or an Argument")
    }
    return OpenFunction(name: name, signature: specs) { tensors in
      var rest = tensors[...]
      func next<Value: TensorStructure>(_: Value.Type) -> Value {
        let tensor = rest.removeFirst()
        return tensor as? Value ?? Tapestry.Argument.tensor(tensor) as! Value
      }
      return try self(repeat next((each Argument).self))
    }
  }
}
