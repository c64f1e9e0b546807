/// A primitive without a result for some values of its inputs: an index that is out of range, a
/// matrix that has no inverse.
///
/// In a program this is a mistake of whoever wrote it, and stops it with a message. In the graph of
/// a file it is an error that the call of the file's function throws, or the gradient that a tape
/// takes of it. So the kernel throws, and whoever runs it decides.
protocol PartialPrimitive: Primitive {
  /// The kernel.
  ///
  /// - Throws: why there is no result for these values.
  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor
}

extension PartialPrimitive {
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    trapping { () throws(InvalidUse) in try attempt(inputs, spec) }
  }

  /// Runs the kernel for an operation at a location in a file, or for one of the program if
  /// that is nil. Where a file's has no result, its call is over, and zeros are returned.
  func run(_ inputs: [Tensor], _ spec: TensorSpec, of origin: Origin?) -> Tensor {
    let context = Context.current
    guard origin != nil, context.fallibleCall != nil else { return run(inputs, spec) }
    let outer = context.origin
    // For the operations that the kernel may call.
    context.origin = origin
    defer { context.origin = outer }
    do throws(InvalidUse) {
      return try attempt(inputs, spec)
    } catch {
      endCall(error)
      return Tensor(zeros: spec)
    }
  }
}

/// Where an operation comes from that is not the program's. A class, since every recorded call has
/// a field for it, and hardly any has one: a pointer costs a tape nothing.
final class Origin: Sendable, CustomStringConvertible {
  /// The file, the function and the node.
  let location: String
  /// Whether the operation is one of those by which the node's gradient is computed.
  let isGradient: Bool

  init(location: String, isGradient: Bool = false) {
    (self.location, self.isGradient) = (location, isGradient)
  }

  /// The origin of the operations of the gradient.
  var gradient: Origin { isGradient ? self : Origin(location: location, isGradient: true) }

  var description: String { isGradient ? "\(location), in its gradient" : location }
}

/// Values for which an operation of a file's graph, or its gradient, has no result. A call of the
/// function throws it, and so does the gradient that a tape takes.
public struct InvalidArgument: Error, Equatable, CustomStringConvertible {
  /// The file, the function and the node.
  public let location: String
  /// The operation, the values and the cure.
  public let reason: InvalidUse

  /// The location, the operation, the values and the cure.
  public var description: String { "\(location): \(reason)" }
}

/// A call of a file's function, or the gradient of one, which throws an error where an operation
/// has no result.
///
/// Operations are called by functions that do not throw. So the first one without a result is noted
/// here and gives zeros, and from then on nothing is computed and no variable assigned: all results
/// are zeros. When the call is over, the error is thrown.
final class FallibleCall {
  private(set) var error: InvalidArgument?

  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    guard error == nil else { return Tensor(zeros: spec) }
    guard let partial = primitive as? any PartialPrimitive else {
      return primitive.run(inputs, spec)
    }
    return partial.run(inputs, spec, of: Context.current.origin)
  }

  /// Notes the error; the first one counts.
  fileprivate func end(_ error: InvalidArgument) { self.error = self.error ?? error }
}

extension Context {
  /// Whether a call is over because an operation in it had no result.
  var isCallOver: Bool { self.fallibleCall?.error != nil }
}

/// Ends the call of the file's function to which the operation at hand belongs; stops the program
/// if the operation is the program's.
func endCall(_ reason: InvalidUse) {
  let context = Context.current
  guard let origin = context.origin, let call = context.fallibleCall else { misuse(reason) }
  call.end(InvalidArgument(location: origin.description, reason: reason))
}

/// Runs code in which an operation without a result ends the call of a function that a file holds.
///
/// - Throws: `InvalidArgument` for such an operation; what `body` throws otherwise.
func endingAtInvalidArgument<Value>(_ body: () throws -> Value) throws -> Value {
  let context = Context.current
  let outer = context.fallibleCall
  let call = FallibleCall()
  context.fallibleCall = call
  defer { context.fallibleCall = outer }
  let result = Result { try body() }
  // An error that `body` throws later only comes from the zeros.
  if let error = call.error { throw error }
  return try result.get()
}

/// Runs code that evaluates what is at a location in a file. Nodes of graphs that are traced in
/// it keep the location, for the messages of later runs.
///
/// - Throws: `InvalidArgument` for an operation without a result; what `body` throws otherwise.
package func evaluating<Value>(at location: String, _ body: () throws -> Value) throws -> Value {
  let context = Context.current
  let outer = context.origin
  context.origin = Origin(location: location)
  defer { context.origin = outer }
  return try endingAtInvalidArgument(body)
}

extension Tensor {
  /// Zeros that neither a trace nor a tape sees.
  init(zeros spec: TensorSpec) {
    self.init(uninitialized: spec.shape, dtype: spec.dtype)
    withBytes { bytes in
      _ = bytes.initializeMemory(
        as: UInt8.self, repeating: 0, count: spec.shape.elementCount * spec.dtype.size)
    }
  }
}
