/// An error when a session runs.
public enum SessionError: Error, Equatable, CustomStringConvertible {
  /// A placeholder that the run needs and that was not fed.
  case notFed(String, TensorSpec)
  /// A placeholder that was fed a value of another shape or type.
  case wrongFeed(String, expected: TensorSpec, got: TensorSpec)
  /// A placeholder that was fed a symbolic tensor.
  case fedSymbol(String)
  /// A variable that no initializer has given a value.
  case uninitialized(String)
  /// A tensor that is not part of the session's program.
  case notInProgram(TensorSpec)
  /// An operation or a placeholder of another session.
  case otherSession(String)
  /// A loss that depends on no variable.
  case nothingToMinimize(TensorSpec)

  /// The message, with the cure.
  public var description: String {
    switch self {
    case .notFed(let name, let spec):
      "placeholder '\(name)' needs a \(spec.dtype) value of shape \(spec.shape)\n"
        + "  cure: give it one: run(…, feed: [placeholder: value])"
    case .wrongFeed(let name, let expected, let got):
      "placeholder '\(name)' takes a \(expected.dtype) value of shape \(expected.shape), not a "
        + "\(got.dtype) value of shape \(got.shape)\n"
        + "  cure: reshape or cast the value, or make the placeholder as the value is"
    case .fedSymbol(let name):
      "placeholder '\(name)' is fed a tensor that is not computed yet\n"
        + "  cure: run that tensor first and feed its value"
    case .uninitialized(let name):
      "variable '\(name)' has no value yet\n"
        + "  cure: run globalVariablesInitializer() first, made after the last variable"
    case .notInProgram(let spec):
      "a \(spec.dtype) tensor of shape \(spec.shape) is not part of this session's program\n"
        + "  cure: compute it inside this session's `with` from what was made there"
    case .otherSession(let name):
      "'\(name)' belongs to another session\n  cure: run it in the session that made it"
    case .nothingToMinimize(let spec):
      "a loss of shape \(spec.shape) depends on no trainable variable\n"
        + "  cure: compute it from variables of the program"
    }
  }
}
