import Tapestry

/// How an optimizer changes a variable and its slots.
private struct OptimizerStep: Sendable {
  /// The number of variables: the variable itself and its slots.
  let variables: Int
  /// The position of the gradient among the inputs.
  let gradient: Int
  /// The new values, from the old ones, the numbers in the order of the inputs, and the gradient.
  let values: @Sendable (NodeCall, [Tensor], [Tensor], Tensor) -> [Tensor]
}

extension GraphOperations {
  /// The steps of optimizers, on whole variables and on rows.
  static let optimizerOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    for (name, step) in optimizerSteps {
      table["ResourceApply" + name] = { call in
        let (variables, numbers) = try parts(of: call, step, besides: [step.gradient])
        let gradient = try call.tensor(step.gradient)
        guard gradient.spec == variables[0].spec else {
          throw call.fail("a gradient \(gradient.spec) for \(variables[0].spec)")
        }
        let values = step.values(call, variables.map(\.tensor), numbers, gradient)
        for (variable, value) in zip(variables, values) { variable.assign(value) }
        return []
      }
      guard !["GradientDescent", "Adam", "AdamWithAmsgrad", "AdaMax"].contains(name) else {
        continue
      }
      table["ResourceSparseApply" + name] = { call in
        let inputs = [step.gradient, step.gradient + 1]
        let (variables, numbers) = try parts(of: call, step, besides: inputs)
        let (indices, gradient) = try call.rows(of: variables[0], at: inputs[1], values: inputs[0])
        let values = step.values(
          call, variables.map { gather($0.tensor, indices) }, numbers, gradient)
        for (variable, value) in zip(variables, values) {
          variable.assign(scatterUpdate(variable.tensor, indices, value))
        }
        return []
      }
    }
    return table
  }()

  private static func parts(
    of call: NodeCall, _ step: OptimizerStep, besides others: [Int]
  ) throws -> (variables: [Variable], numbers: [Tensor]) {
    let variables = try (0..<step.variables).map(call.variable)
    let numbers = try (step.variables..<max(call.inputs.count, step.variables))
      .filter { !others.contains($0) }.map(call.tensor)
    let (shape, dtype) = (variables[0].shape, variables[0].dtype)
    guard dtype.isFloating, variables.allSatisfy({ $0.shape == shape && $0.dtype == dtype }),
      numbers.allSatisfy({ $0.rank == 0 && $0.dtype == dtype }),
      numbers.count == numberCounts[call.node.op.replacing(/^Resource(Sparse)?Apply/, with: "")]
    else { throw call.fail("\(numbers.map(\.spec)) for \(dtype) \(shape)") }
    return (variables, numbers)
  }

  private static let numberCounts = [
    "GradientDescent": 1, "Momentum": 2, "KerasMomentum": 2, "Adagrad": 1, "AdagradV2": 2,
    "Adadelta": 3, "RMSProp": 4, "CenteredRMSProp": 4, "Adam": 6, "AdamWithAmsgrad": 6, "AdaMax": 5,
    "Ftrl": 4, "FtrlV2": 5,
  ]

  private static let optimizerSteps: [String: OptimizerStep] = [
    "GradientDescent": OptimizerStep(variables: 1, gradient: 2) { _, x, n, g in
      [x[0] - n[0] * g]
    },
    "Momentum": OptimizerStep(variables: 2, gradient: 3) { call, x, n, g in
      let velocity = x[1] * n[1] + g
      let step = call.flag("use_nesterov") ? g + n[1] * velocity : velocity
      return [x[0] - n[0] * step, velocity]
    },
    "KerasMomentum": OptimizerStep(variables: 2, gradient: 3) { call, x, n, g in
      let velocity = x[1] * n[1] - n[0] * g
      let step = call.flag("use_nesterov") ? velocity * n[1] - n[0] * g : velocity
      return [x[0] + step, velocity]
    },
    "Adagrad": OptimizerStep(variables: 2, gradient: 3) { call, x, n, g in
      let sum = call.flag("update_slots", default: true) ? x[1] + g * g : x[1]
      return [x[0] - n[0] * g * rsqrt(sum), sum]
    },
    "AdagradV2": OptimizerStep(variables: 2, gradient: 4) { call, x, n, g in
      let sum = call.flag("update_slots", default: true) ? x[1] + g * g : x[1]
      return [x[0] - n[0] * g / (sqrt(sum) + n[1]), sum]
    },
    "Adadelta": OptimizerStep(variables: 3, gradient: 6) { _, x, n, g in
      let (rate, decay, epsilon) = (n[0], n[1], n[2])
      let squares = x[1] * decay + g * g * (1 - decay)
      let update = sqrt(x[2] + epsilon) * rsqrt(squares + epsilon) * g
      return [x[0] - rate * update, squares, x[2] * decay + update * update * (1 - decay)]
    },
    "RMSProp": OptimizerStep(variables: 3, gradient: 7) { _, x, n, g in
      let (rate, decay, momentum, epsilon) = (n[0], n[1], n[2], n[3])
      let squares = x[1] + (g * g - x[1]) * (1 - decay)
      let velocity = x[2] * momentum + rate * g * rsqrt(squares + epsilon)
      return [x[0] - velocity, squares, velocity]
    },
    "CenteredRMSProp": OptimizerStep(variables: 4, gradient: 8) { _, x, n, g in
      let (rate, decay, momentum, epsilon) = (n[0], n[1], n[2], n[3])
      let mean = x[1] + (g - x[1]) * (1 - decay)
      let squares = x[2] + (g * g - x[2]) * (1 - decay)
      let velocity = x[3] * momentum + rate * g * rsqrt(squares - mean * mean + epsilon)
      return [x[0] - velocity, mean, squares, velocity]
    },
    "Adam": OptimizerStep(variables: 3, gradient: 9) { call, x, n, g in
      let (m, v) = moments(x, n, g)
      let direction = call.flag("use_nesterov") ? m * n[3] + (1 - n[3]) * g : m
      return [x[0] - adamRate(n) * direction / (sqrt(v) + n[5]), m, v]
    },
    "AdamWithAmsgrad": OptimizerStep(variables: 4, gradient: 10) { _, x, n, g in
      let (m, v) = moments(x, n, g)
      let largest = maximum(x[3], v)
      return [x[0] - adamRate(n) * m / (sqrt(largest) + n[5]), m, v, largest]
    },
    "AdaMax": OptimizerStep(variables: 3, gradient: 8) { _, x, n, g in
      let (power, rate, beta1, beta2, epsilon) = (n[0], n[1], n[2], n[3], n[4])
      let m = x[1] + (g - x[1]) * (1 - beta1)
      let v = maximum(beta2 * x[2], abs(g))
      return [x[0] - rate / (1 - power) * m / (v + epsilon), m, v]
    },
    "Ftrl": OptimizerStep(variables: 3, gradient: 3) { call, x, n, g in
      followTheLeader(call, x, g, rate: n[0], l1: n[1], l2: n[2], shrinkage: nil, power: n[3])
    },
    "FtrlV2": OptimizerStep(variables: 3, gradient: 3) { call, x, n, g in
      followTheLeader(call, x, g, rate: n[0], l1: n[1], l2: n[2], shrinkage: n[3], power: n[4])
    },
  ]

  /// Adam's two moments; the numbers are the powers of both betas, the rate, the betas and epsilon.
  private static func moments(
    _ x: [Tensor], _ n: [Tensor], _ g: Tensor
  ) -> (m: Tensor, v: Tensor) {
    (x[1] + (g - x[1]) * (1 - n[3]), x[2] + (g * g - x[2]) * (1 - n[4]))
  }

  private static func adamRate(_ n: [Tensor]) -> Tensor { n[2] * sqrt(1 - n[1]) / (1 - n[0]) }

  /// FTRL-Proximal, with the learning rate where the formula has it, or multiplied in.
  private static func followTheLeader(
    _ call: NodeCall, _ x: [Tensor], _ g: Tensor, rate: Tensor, l1: Tensor, l2: Tensor,
    shrinkage: Tensor?, power: Tensor
  ) -> [Tensor] {
    let isMultiplied = call.flag("multiply_linear_by_lr")
    let sum = x[1] + g * g
    let (before, after) = (pow(x[1], -power), pow(sum, -power))
    let shrunk = shrinkage.map { g + 2 * $0 * x[0] } ?? g
    let linear =
      isMultiplied
      ? x[2] + shrunk * rate - (after - before) * x[0]
      : x[2] + shrunk - (after - before) / rate * x[0]
    let threshold = isMultiplied ? l1 * rate : l1
    let curvature = isMultiplied ? after + 2 * l2 * rate : after / rate + 2 * l2
    let value = (clip(linear, min: -threshold, max: threshold) - linear) / curvature
    return [value, sum, linear]
  }
}
