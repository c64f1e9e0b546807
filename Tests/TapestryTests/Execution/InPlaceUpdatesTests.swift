import Dispatch
import Synchronization
import Testing

@testable import Tapestry

struct InPlaceUpdatesTests {
  /// Large enough for values that are not copied.
  private static let count = MemoryPlan.smallestHandedOver / 4 + 3

  private func address(_ variable: Variable) -> UnsafeMutableRawPointer {
    variable.stored.withBytes { $0 }
  }

  private func isUniform(_ tensor: Tensor) -> Bool {
    (tensor.max() == tensor.min()).scalar(as: Bool.self)
  }

  @Test func `new values are computed in the memory of the old ones`() throws {
    let (v, m) = (Variable(Tensor.ones([Self.count])), Variable(Tensor.ones([Self.count])))
    let f = Function("f") { (x: Tensor) in
      let mean = 0.5 * m.tensor + x
      v.assign(v.tensor - mean)
      m.assign(mean)
    }
    let x = Tensor.full([Self.count], 2)
    try f(x)
    let addresses = [address(v), address(m)]
    try f(x)
    #expect([address(v), address(m)] == addresses)
    #expect((v.tensor == 1 - 2.5 - 3.25).all().scalar(as: Bool.self))
    #expect((m.tensor == 3.25).all().scalar(as: Bool.self))
  }

  @Test func `a tensor that was read before keeps its value`() throws {
    let v = Variable(Tensor.ones([Self.count]))
    let f = Function("f") { v.assign(v.tensor * 2) }
    try f()
    let before = v.tensor
    try f()
    #expect((before == 2).all().scalar(as: Bool.self))
    #expect((v.tensor == 4).all().scalar(as: Bool.self))
  }

  @Test func `old and new values that are needed later are not overwritten`() throws {
    let v = Variable(Tensor.ones([Self.count]))
    let f = Function("f") { () -> [Tensor] in
      let old = v.tensor
      let new = old * 2
      v.assign(new)
      let root = sqrt(old)
      v.assign(new + root)
      v.assign(v.tensor + 1)
      return [old.sum(), root + new, new.sum(), v.tensor.mean()]
    }
    for start in [1, 4] as [Double] {
      v.assign(Tensor.full([Self.count], start))
      let results = try f()
      let count = Double(Self.count)
      #expect(results[0].scalar(as: Float.self) == Float(start * count))
      #expect((results[1] == start.squareRoot() + 2 * start).all().scalar(as: Bool.self))
      #expect(results[2].scalar(as: Float.self) == Float(2 * start * count))
      #expect(results[3].scalar(as: Float.self) == Float(start.squareRoot() + 2 * start + 1))
    }
  }

  @Test func `the old value is read by all operations before it is overwritten`() throws {
    let v = Variable(Tensor.full([Self.count], 3))
    let w = Variable(Tensor.zeros([Self.count]))
    let f = Function("f") {
      let new = v.tensor + 1
      w.assign(v.tensor * 10 + new)
      v.assign(new)
    }
    try f()
    #expect((w.tensor == 34).all().scalar(as: Bool.self))
    try f()
    #expect((w.tensor == 45).all().scalar(as: Bool.self))
    #expect((v.tensor == 5).all().scalar(as: Bool.self))
  }

  @Test func `other threads see whole values only`() throws {
    let v = Variable(Tensor.zeros([1 << 18]))
    let f = Function("f") { v.assign(v.tensor + 1) }
    try f()
    let mixed = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      for _ in 0..<50 {
        if thread == 0 {
          try! f()
        } else if !isUniform(v.tensor) {
          mixed.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(mixed.load(ordering: .relaxed) == 0)
    #expect((v.tensor == 51).all().scalar(as: Bool.self))
  }

  @Test
  func `graphs that update the same variables in different orders do not wait for each other`()
    throws
  {
    let (a, b) = (Variable(Tensor.zeros([1 << 16])), Variable(Tensor.zeros([1 << 16])))
    func update(_ first: Variable, _ second: Variable) -> Function<Nothing> {
      Function("f") { () -> Void in
        let (x, y) = (first.tensor + 1, second.tensor + 1)
        first.assign(x)
        second.assign(y)
      }
    }
    let functions = [update(a, b), update(b, a)]
    for f in functions { try f() }
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      for _ in 0..<50 { try! functions[thread]() }
    }
    #expect(isUniform(a.tensor) && isUniform(b.tensor))
  }

  static let optimizers: [(name: String, make: @Sendable () -> Optimizer)] = [
    ("SGD", { SGD() }), ("momentum", { SGD(momentum: 0.9) }),
    ("Nesterov", { SGD(momentum: 0.9, nesterov: true) }), ("Adam", { Adam() }),
    ("AMSGrad", { Adam(amsgrad: true) }), ("AdamW", { AdamW() }), ("Adamax", { Adamax() }),
    ("Nadam", { Nadam() }), ("Adagrad", { Adagrad() }), ("Adadelta", { Adadelta() }),
    ("RMSprop", { RMSprop() }), ("centered", { RMSprop(momentum: 0.9, centered: true) }),
    ("Ftrl", { Ftrl(l1: 0.01, l2: 0.1, l2Shrinkage: 0.1) }), ("Lion", { Lion(weightDecay: 0.1) }),
  ]

  /// A step of each, and that all of its variables are updated in place.
  @Test(arguments: optimizers.map(\.name))
  func `optimizers update all variables in place, with the bits of separate operations`(
    name: String
  ) {
    let make = Self.optimizers.first { $0.name == name }!.make
    let start = Tensor.uniform([Self.count], from: -1, to: 1)
    let (w, expected) = (
      Variable(start), Variable(Tensor(view: start, shape: start.shape, strides: nil))
    )
    let (optimizer, plain) = (make(), make())
    plain.runsEagerly = true
    var addresses: [UnsafeMutableRawPointer] = []
    for step in 0..<4 {
      let gradient = Tensor.uniform([Self.count], from: -1, to: 1)
      optimizer.applyGradients([gradient], to: [w])
      plain.applyGradients([gradient], to: [expected])
      #expect((w.tensor == expected.tensor).all().scalar(as: Bool.self))
      let variables = [w] + optimizer.weights.filter { $0.shape == w.shape }
      if step == 1 { addresses = variables.map(address) }
      if step > 1 { #expect(variables.map(address) == addresses) }
    }
    for (slot, other) in zip(optimizer.weights, plain.weights) {
      #expect((slot.tensor == other.tensor).all().scalar(as: Bool.self), "\(slot.name)")
    }
  }
}
