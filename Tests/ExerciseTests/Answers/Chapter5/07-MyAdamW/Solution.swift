import Tapestry

final class MyAdamW: Optimizer {
  init(rate: Double, decay: Double) {
    super.init(name: "MyAdamW", learningRate: rate)
    setHyper("weight_decay", decay)
  }

  override func createSlots(for variables: [Variable]) {
    for name in ["m", "v"] {
      for variable in variables { slot(name, for: variable) }
    }
  }

  override func update(_ variable: Variable, gradient: Tensor) {
    let (m, v) = (slot("m", for: variable), slot("v", for: variable))
    m.assign(0.9 * m + 0.1 * gradient)
    v.assign(0.999 * v + 0.001 * square(gradient))
    let corrected = m / (1 - pow(0.9, step()))
    let root = sqrt(v / (1 - pow(0.999, step()))) + 1e-7
    variable.assignSub(rate() * (corrected / root + hyper("weight_decay") * variable))
  }
}
