import Testing

@testable import Tapestry

struct AssignedValuesTests {
  private func operations(_ body: @escaping @Sendable (Tensor) -> [Tensor]) throws -> [String] {
    let result = try graph { body($0) }.optimized([.assignedValues])
    #expect(result.fault() == nil)
    return result.optimized([.deadCode]).operations
  }

  @Test func `what was just assigned is not read again`() throws {
    let v = Variable(1.0)
    #expect(
      try operations { x in
        v.assign(x.sum())
        return [v * 2]
      } == ["sum", "assign", "*"])
  }

  @Test func `a variable is read as long as it was not assigned`() throws {
    let (v, w) = (Variable(1.0), Variable(1.0))
    #expect(
      try operations { x in
        let before = v * 2
        w.assign(x.sum())
        v.assign(w + v)
        return [before, v + w]
      } == ["readVariable", "*", "sum", "assign", "readVariable", "+", "assign", "+"])
  }

  @Test func `after a branch that may assign, the variable is read`() throws {
    let v = Variable(1.0)
    let body: @Sendable (Tensor) -> [Tensor] = { x in
      v.assign(x.sum())
      _ = cond(
        x.sum() > 0,
        then: {
          v.assign(v * 2)
          return []
        }, else: { [] })
      return [v * 3]
    }
    #expect(try operations(body).suffix(2) == ["readVariable", "*"])
    let f = Function("f") { (x: Tensor) in body(x) }
    #expect(try f(Tensor([1.0, 2.0]))[0].number == 18)
    #expect(try f(Tensor([-1.0, -2.0]))[0].number == -9)
  }

  @Test(arguments: [1, 5, 1000, 4095, 4096, 5000, 70_000])
  func `an optimizer's update gives the bits of separate operations`(count: Int) throws {
    final class State: Sendable {
      let p, m, v: Variable
      init(_ start: Tensor) {
        p = Variable(start)
        m = Variable(Tensor.zeros(like: start))
        v = Variable(Tensor.zeros(like: start))
      }
      @discardableResult func update(_ g: Tensor) -> [Tensor] {
        let old = p.tensor
        m.assign(0.9 * m + 0.1 * g)
        v.assign(0.999 * v + 0.001 * square(g))
        p.assignSub(0.01 * m / (sqrt(v.tensor) + 1e-8))
        return [old, p.tensor - old, m.tensor]
      }
    }
    let start = Tensor.uniform([count], from: -1, to: 1)
    let (eager, traced) = (State(start), State(start))
    let f = Function("f") { (g: Tensor) in traced.update(g) }
    var kept: [(Tensor, [Float])] = []
    for _ in 0..<4 {
      let g = Tensor.uniform([count], from: -1, to: 1)
      let value = traced.p.tensor
      kept.append((value, value.scalars(as: Float.self)))
      expectSame(try f(g), eager.update(g))
      expectSame(
        [traced.p.tensor, traced.m.tensor, traced.v.tensor],
        [eager.p.tensor, eager.m.tensor, eager.v.tensor])
    }
    // Values that were read before an update are unchanged.
    for (value, numbers) in kept { #expect(value.scalars(as: Float.self) == numbers) }
  }

  @Test func `variables that swap their values, or take the same one, do not share memory`()
    throws
  {
    let size = MemoryPlan.smallestHandedOver / 4
    let (v, w) = (Variable(Tensor.ones([size])), Variable(Tensor.zeros([size])))
    let exchange = Function("exchange") {
      let (a, b) = (v.tensor, w.tensor)
      v.assign(b)
      w.assign(a)
    }
    try exchange()
    #expect(v.sum().number == 0 && w.sum().number == Double(size))
    let same = Function("same") { (x: Tensor) -> Tensor in
      let y = x + 1
      v.assign(y)
      w.assign(y)
      return y
    }
    let y = try same(Tensor.ones([size]))
    let add = Function("add") { v.assignAdd(1.0) }
    try add()
    w.assignAdd(5.0)
    #expect(y.sum().number == Double(2 * size))
    #expect(v.sum().number == Double(3 * size) && w.sum().number == Double(7 * size))
  }
}
