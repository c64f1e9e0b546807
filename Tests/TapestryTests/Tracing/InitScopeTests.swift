import Testing

@testable import Tapestry

struct InitScopeTests {
  // MARK: Stepping out

  @Test func `what an initScope computes is computed once, and no tape sees it`() throws {
    let v = Variable(3.0)
    let scopes = Counter()
    let f = Function("f") { (x: Tensor) in
      let known = initScope {
        scopes.add()
        return square(v) * 2
      }
      #expect(!known.isSymbolic)
      return x * known
    }
    #expect(try f(Tensor(2.0)).number == 36)
    v.assign(100)
    #expect(try f(Tensor(1.0)).number == 18)
    #expect(scopes.value == 1)
    let tape = GradientTape()
    let y = tape.record { initScope { v * 2 } + v }
    #expect(try tape.gradient(y, v).number == 1)
    #expect(Context.current.interpreter == nil && Context.current.tapes.isEmpty)
  }

  @Test func `a tape that starts in an initScope works there`() throws {
    let f = Function("f") { (x: Tensor) in
      let slope = try initScope {
        let v = Variable(3.0)
        let tape = GradientTape()
        let y = tape.record { v * v }
        return try tape.gradient(y, v).number
      }
      return x * slope
    }
    // The variable is new in each trace.
    #expect(throws: VariableCreationError.self) { try f(Tensor(1.0)) }
  }

  @Test func `an error in an initScope leaves the trace as it was`() throws {
    struct Refusal: Error {}
    let f = Function("f") { (x: Tensor) in
      #expect(throws: Refusal.self) { try initScope { throw Refusal() } }
      return x + 1
    }
    #expect(try f(Tensor(1.0)).number == 2)
  }

  @Test func `a symbolic tensor in an initScope stops with the function's name`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("careless") { (x: Tensor) in initScope { x + 1 } }
      _ = try f(Tensor(1.0))
    }
    #expect(text(result).contains("symbolic tensor of careless"))
  }

  // MARK: Variables that a function makes

  /// A stand-in for a layer: it makes its variables when it is first needed.
  fileprivate final class Lazy {
    private(set) var made: [Variable] = []
    func first(_ value: () -> Tensor) -> Variable {
      if made.isEmpty { made.append(Variable(value(), name: "lazy:0")) }
      return made[0]
    }
  }

  @Test func `a first call may make variables that the code keeps, and is traced twice`() throws {
    let lazy = Lazy()
    let f = Function("f") { (x: Tensor) -> Tensor in
      let v = lazy.first { x * 2 + 1 }
      v.assignAdd(x)
      return v.tensor
    }
    #expect(try f(Tensor(3.0)).number == 10)
    #expect(f.tracingCount == 2)
    #expect(f.concreteFunctions.count == 1)
    #expect(try f(Tensor(4.0)).number == 14)
    #expect(f.tracingCount == 2)
    #expect(lazy.made[0].tensor.number == 14)
  }

  @Test func `code that makes a variable in each call throws TensorFlow's error`() throws {
    let f = Function("always") { (x: Tensor) in Variable(1.0, name: "inner:0") + x }
    for _ in 1...2 {
      let error = #expect(throws: VariableCreationError.self) { try f(Tensor(1.0)) }
      #expect(
        error?.description.hasPrefix(
          "tf.function-decorated function tried to create variables on non-first call.") == true)
      #expect(error?.variables == ["inner:0"])
      #expect(error?.description.contains("always made 'inner:0'\n  cure:") == true)
    }
    #expect(f.concreteFunctions.isEmpty)
    let two = Function("two") { (x: Tensor) in
      Variable(1.0, name: "a:0") + Variable(1.0, name: "b:0") + x
    }
    let error = #expect(throws: VariableCreationError.self) { try two(Tensor(1.0)) }
    #expect(error?.variables == ["a:0", "b:0"])
    #expect(error?.description.contains("two made 'a:0', 'b:0'\n") == true)
  }

  @Test func `a later call that makes the first variable throws TensorFlow's other error`() throws {
    let lazy = Lazy()
    let f = Function("later") { (x: Tensor, makes: Bool) in
      makes ? x + lazy.first { Tensor(7.0) } : x
    }
    let x = Tensor(1.0)
    #expect(try f(x, false).number == 1)
    let error = #expect(throws: VariableCreationError.self) { try f(x, true) }
    #expect(
      error?.description.hasPrefix(
        "Creating variables on a non-first call to a function decorated with tf.function.") == true)
    #expect(f.tracingCount == 1)
    #expect(try f(x, false).number == 1)
    // Once the variable is there, the code needs to make none.
    #expect(try f(x, true).number == 8)
  }

  @Test func `variables of an initScope are made by the function around it`() throws {
    let layers = [Lazy(), Lazy()]
    let f = Function("f") { (x: Tensor, which: Int) in
      x * initScope { layers[which].first { Tensor.ones([3]) } }
    }
    #expect(try f(Tensor(2.0), 0).scalars(as: Float.self) == [2, 2, 2])
    #expect(throws: VariableCreationError.self) { try f(Tensor(2.0), 1) }
  }

  @Test func `a function that a function calls makes its own variables`() throws {
    let lazy = Lazy()
    let inner = Function("inner") { (x: Tensor) in x * lazy.first { Tensor(5.0) } }
    let outer = Function("outer") { (x: Tensor) in try inner(x) }
    #expect(try outer(Tensor(2.0)).number == 10)
    #expect((outer.tracingCount, inner.tracingCount) == (1, 2))
    #expect(try outer(Tensor([2.0])).number == 10)
    #expect((outer.tracingCount, inner.tracingCount) == (2, 3))
  }

  @Test
  func `an initial value may depend on variables, captures of functions around, and branches`()
    throws
  {
    let scale = Variable(10.0)
    let lazy = Lazy()
    let outer = Function("outer") { (x: Tensor) -> Tensor in
      let doubled = x * 2
      let inner = Function("inner") { (y: Tensor) in
        lazy.first { cond(y > 100, then: { [y] }, else: { [doubled * scale + y] })[0] } * 1
      }
      return try inner(doubled + 1)
    }
    #expect(try outer(Tensor(1.0)).number == 23)
    #expect(try outer(Tensor(50.0)).number == 23)
  }

  @Test func `an initial value that depends on what has no value stops with the function's name`()
    async
  {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let f = Function("maker") { (x: Argument) in Variable(x * 2, name: "inner").tensor }
      _ = try f.concreteFunction(for: .spec(TensorSpec(shape: [])))
    }
    #expect(text(result).contains("'inner' is a symbolic tensor of maker"))
    let assigned = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let v = Variable(1.0)
      let f = Function("maker") { (x: Tensor) -> Tensor in
        v.assign(x)
        return Variable(v * 2, name: "inner").tensor
      }
      _ = try f(Tensor(1.0))
    }
    #expect(text(assigned).contains("'inner' is a symbolic tensor of maker"))
    let assignedAround = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let v = Variable(1.0)
      let maker = Function("maker") { Variable(v * 2, name: "inner").tensor }
      let f = Function("around") { (x: Tensor) -> Tensor in
        v.assign(x)
        return try maker()
      }
      _ = try f(Tensor(1.0))
    }
    #expect(text(assignedAround).contains("'inner' is a symbolic tensor of maker"))
  }

  @Test func `an initial value takes no random numbers from the graph around it`() async {
    await #expect(processExitsWith: .success) {
      setRandomSeed(1)
      let expected = try Function("plain") { Tensor.uniform([3], seed: 5) }()
      let lazy = Lazy()
      let inner = Function("inner") { (x: Tensor) in lazy.first { x * 1 } * 0 }
      let f = Function("f") { () -> Tensor in
        let noise = Tensor.uniform([3], seed: 5)
        return try noise + inner(noise)
      }
      // The variable has the numbers that the first run draws too.
      expectSame([try f(), lazy.made[0].tensor], [expected, expected])
    }
  }

  @Test func `weights of a layer that is built while tracing are the program's next numbers`()
    async
  {
    // In its own process, since the seed is the whole program's.
    await #expect(processExitsWith: .success) {
      setRandomSeed(42)
      let first = Tensor.uniform([3, 2])
      let second = Tensor.uniform([5])
      setRandomSeed(42)
      let lazy = Lazy()
      let f = Function("f") { (x: Tensor) in
        x * initScope { lazy.first { Tensor.uniform([3, 2]) } }
      }
      expectSame([try f(Tensor(1.0))], [first])
      expectSame([Tensor.uniform([5])], [second])
    }
  }
}
