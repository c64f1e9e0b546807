/// The base class of dense and convolutional layers, which multiply by a kernel, add a bias and
/// apply an activation.
public class KernelLayer: Layer {
  /// The activation that is applied to each sum.
  @Configured("activation") public internal(set) var activation: Activation
  /// Whether a bias is added to each sum.
  @Configured("use_bias") public internal(set) var usesBias: Bool
  @Configured("kernel_initializer") var kernelInitializer: Initializer
  @Configured("bias_initializer", rank: 1) var biasInitializer: Initializer
  @Configured("kernel_regularizer") var kernelRegularizer: Regularizer?
  @Configured("bias_regularizer") var biasRegularizer: Regularizer?
  @Configured("activity_regularizer") var outputRegularizer: Regularizer?
  @Configured("kernel_constraint") var kernelConstraint: Constraint?
  @Configured("bias_constraint") var biasConstraint: Constraint?
  /// The weights of the sums; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// The biases; nil before the layer is built, and if it has none.
  public private(set) var bias: Variable?

  override var activityRegularizer: Regularizer? { outputRegularizer }
  override var ownType: DType? { dtype }

  /// The shape of the kernel for inputs of this shape.
  func kernelShape(for input: Shape) -> Shape {
    misuse(name, "\(type(of: self)) has no kernel", cure: "override kernelShape(for:)")
  }

  /// The number of biases.
  var biasCount: Int {
    misuse(name, "\(type(of: self)) has no biases", cure: "override biasCount")
  }

  /// The sums, without the bias.
  func sums(_ x: Tensor) -> Tensor {
    misuse(name, "\(type(of: self)) does not say what it sums", cure: "override sums(_:)")
  }

  public final override func build(inputShape: Shape) {
    inputSpec?.check(inputShape, layer: name)
    kernel = addWeight(
      "kernel", shape: kernelShape(for: inputShape), initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    if usesBias {
      bias = addWeight(
        "bias", shape: [biasCount], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    inputSpec?.sizes = [-1: inputShape[-1]]
  }

  public override func call(_ x: Tensor) -> Tensor {
    let sums = sums(x)
    return activation(bias.map { sums + $0 } ?? sums)
  }
}
