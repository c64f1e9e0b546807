import Synchronization
import Testing

@testable import Tapestry

struct TracedVariablesTests {
  @Test func `reads and writes keep the order of the program`() throws {
    for count in [1, 5, 2000] {
      let v = Variable(Tensor.ones([count]))
      let f = Function("f") { (x: Tensor) -> [Tensor] in
        let before = v * 2
        v.assign(v + x)
        let between = v.tensor
        v.assignSub(before)
        v.assign(v * v)
        return [before, between, v + 0, v.tensor]
      }
      let reference = Variable(Tensor.ones([count]))
      func atOnce(_ x: Tensor) -> [Tensor] {
        let before = reference * 2
        reference.assign(reference + x)
        let between = reference.tensor
        reference.assignSub(before)
        reference.assign(reference * reference)
        return [before, between, reference + 0, reference.tensor]
      }
      for round in 0..<4 {
        let x = Tensor.full([count], Double(round) - 1)
        expectSame(try f(x), atOnce(x), "\(count) elements, round \(round)")
      }
      #expect(f.tracingCount == 1)
    }
  }

  @Test func `a value that was returned stays when the variable changes`() throws {
    for count in [1, 3, 20_000] {
      let v = Variable(Tensor.ones([count]))
      let read = Function("read") { (x: Tensor) in v.tensor }
      let step = Function("step") { (x: Tensor) -> Tensor in
        v.assignAdd(x)
        return v.tensor
      }
      let one = Tensor.ones([count])
      let first = try read(one)
      let second = try step(one)
      let view = reshape(try read(one), [1, -1])
      let eager = v.tensor
      let third = try step(one)
      v.assign(v * 10)
      _ = try step(one)
      #expect(
        [first, second, view, eager, third].map { $0.sum().number / Double(count) }
          == [1, 2, 2, 2, 3])
      #expect(v.tensor.sum().number == Double(31 * count))
    }
  }

  @Test func `changes between calls, by plain code and by another function, are seen`() throws {
    let v = Variable([1.0, 2.0])
    let f = Function("f") { (x: Tensor) in v * x }
    let g = Function("g") { (x: Tensor) in v.assignAdd(x) }
    let x = Tensor([1.0, 1.0])
    #expect(try f(x).scalars(as: Float.self) == [1, 2])
    v.assign(Tensor([5.0, 6.0]))
    #expect(try f(x).scalars(as: Float.self) == [5, 6])
    _ = try g(x)
    #expect(try f(x).scalars(as: Float.self) == [6, 7])
  }

  @Test func `writing in place changes no tensor that is held elsewhere`() throws {
    let initial = Tensor([1.0, 2.0, 3.0])
    let v = Variable(initial)
    let f = Function("f") { (x: Tensor) -> Tensor in
      v.assign(v + x)
      return x
    }
    let x = Tensor([1.0, 1.0, 1.0])
    _ = try f(x)
    #expect(initial.scalars(as: Float.self) == [1, 2, 3])
    let given = Tensor([7.0, 8.0, 9.0])
    v.assign(given)
    _ = try f(x)
    #expect(given.scalars(as: Float.self) == [7, 8, 9])
    let held = v.tensor
    _ = try f(x)
    #expect(held.scalars(as: Float.self) == [8, 9, 10])
    #expect(x.scalars(as: Float.self) == [1, 1, 1])
  }

  @Test func `a variable that holds a view, a repeated value or a slice can be read and written`()
    throws
  {
    let base = Tensor([[1.0, 2.0], [3.0, 4.0]])
    for value in [transpose(base), broadcast(Tensor(2.0), to: [2, 2]), base[.by(-1)]] {
      let v = Variable(value)
      let f = Function("f") { (x: Tensor) -> Tensor in
        let y = v * 2
        v.assign(transpose(y) + x)
        return y
      }
      let x = Tensor([[10.0, 20.0], [30.0, 40.0]])
      expectSame([try f(x)], [value * 2])
      expectSame([v.tensor], [transpose(value * 2) + x])
      expectSame([try f(x)], [(transpose(value * 2) + x) * 2])
      #expect(base.scalars(as: Float.self) == [1, 2, 3, 4])
    }
  }

  @Test
  func `a variable takes itself, an argument, a constant, another variable, a repeated value`()
    throws
  {
    for count in [1, 4, 3000] {
      let (v, w) = (Variable(Tensor.full([count], 1.0)), Variable(Tensor.full([count], 2.0)))
      let constant = Tensor.full([count], 9.0)
      let itself = Function("itself") { (x: Tensor) in _ = v.assign(v) }
      let reshaped = Function("reshaped") { (x: Tensor) in
        _ = v.assign(reshape(reshape(v, [-1, 1]), [-1]))
      }
      let argument = Function("argument") { (x: Tensor) in _ = v.assign(x) }
      let fixed = Function("fixed") { (x: Tensor) in _ = v.assign(constant) }
      let exchange = Function("exchange") { (x: Tensor) -> Void in
        let old = v.tensor
        v.assign(w)
        w.assign(old)
      }
      let repeated = Function("repeated") { (x: Tensor) in
        _ = v.assign(broadcast(x.max() * 2, to: v.shape))
      }
      let x = Tensor.full([count], 5.0)
      func values() -> [Double] { [v, w].map { $0.tensor.mean().number } }
      _ = try itself(x)
      #expect(values() == [1, 2])
      _ = try reshaped(x)
      #expect(values() == [1, 2])
      _ = try exchange(x)
      #expect(values() == [2, 1])
      _ = try argument(x)
      #expect(values() == [5, 1])
      v.assignAdd(1)
      _ = try exchange(x)
      #expect(values() == [1, 6])
      #expect(x.mean().number == 5)
      _ = try fixed(x)
      v.assignAdd(1)
      _ = try repeated(x)
      #expect(values() == [10, 6])
      #expect(constant.mean().number == 9)
    }
  }

  @Test(arguments: 0..<120)
  func `random reads and writes of three variables give the same bits traced and eagerly`(
    seed: Int
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    let shape: Shape = [[], [1], [4], [1500], [3, 700]].randomElement(using: &numbers)!
    let initial = (0..<3).map { Tensor.full(shape, Double($0) + 0.5) }
    @Sendable func program(_ variables: [Variable], _ x: Tensor) -> [Tensor] {
      var numbers = SeededNumbers(seed: seed + 1_000)
      var pool = [x, x * 0.5]
      for _ in 0..<(4 + seed % 20) {
        let v = variables.randomElement(using: &numbers)!
        let value = pool.randomElement(using: &numbers)!
        switch Int.random(in: 0..<9, using: &numbers) {
        case 0: pool.append(v.tensor)
        case 1: pool.append(v * value)
        case 2: v.assign(value)
        case 3: v.assignAdd(value)
        case 4: v.assignSub(value * 0.25)
        case 5: v.assign(variables.randomElement(using: &numbers)!)
        case 6: v.assign(broadcast(value.mean(), to: shape))
        case 7: pool.append(tanh(value) - v)
        default: pool.append(reshape(reshape(v, [-1]), shape))
        }
      }
      return (0..<3).map { _ in pool.randomElement(using: &numbers)! } + [variables[0].tensor]
    }
    let traced = initial.map { Variable($0) }
    let atOnce = initial.map { Variable($0) }
    let f = Function("f") { (x: Tensor) in program(traced, x) }
    var kept: [(Tensor, [UInt64])] = []
    for round in 0..<4 {
      let x = Tensor.uniform(shape, from: -1, to: 1, seed: seed + round)
      let (actual, expected) = (try f(x), program(atOnce, x))
      expectSame(actual, expected, "seed \(seed), round \(round)\n\(f.concreteFunctions[0].graph)")
      expectSame(traced.map(\.stored), atOnce.map(\.stored), "seed \(seed), variables")
      kept += zip(actual, actual.map(bits))
    }
    #expect(kept.allSatisfy { bits($0) == $1 }, "seed \(seed): a returned tensor changed")
    #expect(initial.allSatisfy { Set(bits($0)).count == 1 }, "an initial value changed")
    #expect(f.tracingCount == 1)
  }

  @Test func `a branch reads what a loop inside it has assigned`() throws {
    let v = Variable(0.0)
    let f = Function("f") { (x: Tensor) -> [Tensor] in
      cond(
        x > 0,
        then: {
          let before = v.tensor
          _ = whileLoop([x], while: { $0[0] > 0 }) { state in
            v.assignAdd(1)
            return [state[0] - 1]
          }
          return [before, v.tensor]
        }, else: { [v.tensor, v.tensor] })
    }
    #expect(try f(Tensor(3.0)).map(\.number) == [0, 3])
    #expect(try f(Tensor(2.0)).map(\.number) == [3, 5])
    #expect(try f(Tensor(-1.0)).map(\.number) == [5, 5])
    #expect(v.tensor.number == 5)
  }
}
