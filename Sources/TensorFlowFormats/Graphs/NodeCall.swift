import Tapestry
import TensorFlowMessages

/// A graph in which sizes depend on the values of tensors, which a trace does not have.
struct DataDependentShape: Error {
  /// The error for a caller that can only trace.
  let error: FormatError
}

/// A node with the values of its inputs, and checked ways to look at them.
///
/// The engine's operations stop the program if their operands do not fit, since that is a mistake
/// of whoever wrote the call. Here the call comes from a file, so an operation's requirements are
/// checked first, and a violation is an error with the node's name.
struct NodeCall {
  let node: Tensorflow_NodeDef
  let location: String
  let inputs: [GraphValue]
  let interpreter: GraphInterpreter

  func fail(_ problem: String, cure: String = "the file is damaged: write it again") -> FormatError
  {
    FormatError(location, "\(node.op): \(problem)", cure: cure)
  }

  /// The error to throw if a trace lacks the values of tensors.
  func dataDependent(_ problem: String) -> DataDependentShape {
    DataDependentShape(
      error: fail(
        problem,
        cure: "call the function outside of other functions and of vectorizedMap, where values are "
          + "known; or give the argument as a Python number when the model is saved, which fixes it"
      ))
  }

  // MARK: Inputs

  func input(_ index: Int) throws -> GraphValue {
    guard inputs.indices.contains(index) else { throw fail("it has no input \(index)") }
    return inputs[index]
  }

  func tensor(_ index: Int) throws -> Tensor {
    switch try input(index) {
    case .tensor(let tensor): return tensor
    case .variable(let variable): throw fail("input \(index) is the variable '\(variable.name)'")
    case .list: throw fail("input \(index) is a list of tensors")
    case .optional: throw fail("input \(index) is an optional")
    case .text: throw fail("input \(index) is a string", cure: "write the model without it")
    case .other(let what):
      throw fail("input \(index) is \(what)", cure: "write the model without it")
    }
  }

  func tensors() throws -> [Tensor] { try inputs.indices.map(tensor) }

  func variable(_ index: Int = 0) throws -> Variable {
    guard case .variable(let variable) = try input(index) else {
      throw fail("input \(index) is not a variable")
    }
    return variable
  }

  /// A tensor of numbers.
  func numeric(_ index: Int) throws -> Tensor {
    let tensor = try tensor(index)
    guard tensor.dtype != .bool else { throw fail("input \(index) is bool") }
    return tensor
  }

  /// A tensor of floating-point numbers.
  func floating(_ index: Int) throws -> Tensor {
    let tensor = try tensor(index)
    guard tensor.dtype.isFloating else { throw fail("input \(index) is \(tensor.dtype)") }
    return tensor
  }

  /// Two tensors of one type whose shapes broadcast.
  func pair(_ first: Int = 0, _ second: Int = 1) throws -> (Tensor, Tensor) {
    let (a, b) = (try tensor(first), try tensor(second))
    guard a.dtype == b.dtype else { throw fail("its operands are \(a.dtype) and \(b.dtype)") }
    _ = try broadcast(a.shape, b.shape)
    return (a, b)
  }

  /// The integers that an input holds: sizes, axes, a permutation.
  ///
  /// - Throws: `DataDependentShape` if they are known only when the graph runs: shapes here are
  ///   fixed by the trace.
  func integers(_ index: Int) throws -> [Int] {
    let tensor = try tensor(index)
    guard tensor.dtype.isInteger, tensor.rank <= 2 else {
      throw fail("input \(index) holds no sizes or axes, but \(tensor.spec)")
    }
    guard !tensor.isSymbolic else {
      throw dataDependent("its shape depends on the values of input \(index)")
    }
    return initScope { cast(tensor, to: .int64).scalars(as: Int.self) }
  }

  /// A tensor on whose values the shape of the result depends.
  func values(_ index: Int) throws -> Tensor {
    let tensor = try tensor(index)
    guard !tensor.isSymbolic else {
      throw dataDependent("its shape depends on the values of input \(index)")
    }
    return tensor
  }

  func integer(_ index: Int) throws -> Int {
    let all = try integers(index)
    guard all.count == 1 else { throw fail("input \(index) holds \(all.count) numbers, not one") }
    return all[0]
  }

  // MARK: Shapes and axes

  /// A shape from sizes that a file states.
  func shape(_ sizes: [Int]) throws -> Shape {
    var count = 1
    for size in sizes {
      let (next, overflows) = count.multipliedReportingOverflow(by: Swift.max(size, 1))
      // The bound is for a few bytes of a file that would make a huge tensor.
      guard size >= 0, !overflows, next <= 1 << 28 else { throw fail("a tensor of sizes \(sizes)") }
      count = next
    }
    guard sizes.count <= 64 else { throw fail("a tensor of \(sizes.count) dimensions") }
    return Shape(sizes)
  }

  @discardableResult
  func broadcast(_ a: Shape, _ b: Shape) throws -> Shape {
    let rank = Swift.max(a.rank, b.rank)
    let left = [Int](repeating: 1, count: rank - a.rank) + a.dimensions
    let right = [Int](repeating: 1, count: rank - b.rank) + b.dimensions
    guard zip(left, right).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
      throw fail("shapes \(a) and \(b) do not broadcast")
    }
    return try shape(zip(left, right).map { $0 == 1 ? $1 : $0 })
  }

  /// An axis from 0 on.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    let normalized = axis < 0 ? axis + rank : axis
    guard normalized >= 0 && normalized < rank else {
      throw fail("axis \(axis) of \(rank) dimensions")
    }
    return normalized
  }

  func axes(_ index: Int, rank: Int) throws -> [Int] {
    let axes = try integers(index).map { try axis($0, rank: rank) }
    guard Set(axes).count == axes.count else { throw fail("an axis twice in \(axes)") }
    return axes
  }

  // MARK: Attributes

  func flag(_ name: String, default value: Bool = false) -> Bool {
    node.attr[name].map(\.b) ?? value
  }

  func number(_ name: String, default value: Int) throws -> Int {
    guard let attribute = node.attr[name] else { return value }
    guard let number = Int(exactly: attribute.i) else { throw fail("\(name) is \(attribute.i)") }
    return number
  }

  func numbers(_ name: String, default value: [Int] = []) -> [Int] {
    node.attr[name].map { $0.list.i.map(Int.init) } ?? value
  }

  func text(_ name: String, default value: String = "") -> String {
    node.attr[name].map { String(decoding: $0.s, as: UTF8.self) } ?? value
  }

  func dtype(_ name: String, default value: DType? = nil) throws -> DType {
    if let value, node.attr[name] == nil { return value }
    let type = node.attr[name]?.type ?? .dtInvalid
    guard let dtype = DType(type) else {
      throw fail("\(name) is \(type.text)", cure: "write the model with another type")
    }
    return dtype
  }

  /// The function that an attribute names.
  func function(_ name: String) throws -> String {
    guard let function = node.attr[name]?.func.name, !function.isEmpty else {
      throw fail("it names no function as its \(name)")
    }
    return function
  }
}
