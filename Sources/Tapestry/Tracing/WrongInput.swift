/// Arguments that a function's input signature does not allow.
public struct WrongInput: Error, Equatable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// What the function takes.
  public let expected: [TensorSpec]
  /// What it was given.
  public let got: [TensorSpec]

  /// The function, both signatures, and the cure.
  public var description: String {
    "\(function): inputs incompatible with the input signature"
      + "\n  inputs: (\(got.map(\.description).joined(separator: ", ")))"
      + "\n  input signature: (\(expected.map(\.description).joined(separator: ", ")))"
      + "\n  cure: reshape or cast the inputs, or leave sizes open in the signature with nil"
  }
}
