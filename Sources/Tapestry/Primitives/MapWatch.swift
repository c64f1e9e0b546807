/// Sees what a map computes for its batch while tapes watch, and decides whether the gradients need
/// a loop over the elements.
///
/// Values that an element does not use after a branch get the gradient 0 from there. Most gradient
/// rules turn it into 0, whatever the values are. But the rule of `exp` turns it into NaN where
/// `exp` is infinite. So the rules of calls before a branch whose numbers are infinite or NaN are
/// applied to the gradient 0, to see what they make of it.
final class MapWatch: Recorder {
  /// Whether an element that takes another branch would get NaN.
  private(set) var needsLoop = false
  /// Whether a trace has already turned gradients inside the code into operations, so that no tape
  /// sees what they depend on.
  var hasTracedTapes = false
  /// The calls since the last branch.
  private var calls: [WatchedCall] = []

  private struct WatchedCall {
    let primitive: any Primitive
    let inputs: [Tensor]
    let output: Tensor
    let origin: Origin?
  }

  func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor) {
    if !needsLoop && output.dtype.isFloating && !output.isSymbolic {
      calls.append(
        WatchedCall(
          primitive: primitive, inputs: inputs, output: output, origin: Context.current.origin))
    }
  }

  func knows(_ tensor: Tensor) -> Bool { false }

  /// Says that a branch or a loop is next, in which elements can take different paths.
  func flowFollows() {
    guard !calls.isEmpty else { return }
    var isFinite: [ObjectIdentifier: Bool] = [:]
    func hasOnlyFiniteElements(_ tensor: Tensor) -> Bool {
      guard tensor.dtype.isFloating else { return true }
      let identity = ObjectIdentifier(tensor.value)
      if let known = isFinite[identity] { return known }
      let found = tensor.hasOnlyFiniteElements
      isFinite[identity] = found
      return found
    }
    needsLoop = calls.contains { call in
      !(hasOnlyFiniteElements(call.output) && call.inputs.allSatisfy(hasOnlyFiniteElements))
        && Self.makesNaN(ofZero: call)
    }
    calls = []
  }

  /// Whether the gradient rule of a call makes NaN of the gradient 0, or has no result.
  private static func makesNaN(ofZero call: WatchedCall) -> Bool {
    let (inputs, output) = (call.inputs, call.output)
    let context = Context.current
    let outer = context.origin
    context.origin = call.origin?.gradient
    defer { context.origin = outer }
    return Context.with(interpreter: nil, tapes: []) {
      let zero = broadcast(Tensor(0, dtype: output.dtype), to: output.shape)
      var gradients: [Tensor?] = []
      do {
        try endingAtInvalidArgument {
          call.primitive.appendGradients(
            Call(inputs: inputs, output: output, dy: zero), needed: inputs.map(\.dtype.isFloating),
            to: &gradients)
        }
      } catch {
        return true
      }
      return gradients.contains { $0.map { !$0.hasOnlyFiniteElements } ?? false }
    }
  }
}
