import Testing

@testable import Tapestry

/// Branches and loops in `vectorizedMap`, in which elements take different branches.
struct VectorizedFlowTests {
  private static let inputs = Tensor(FlowProgram.inputs, dtype: .float32)

  private func expectNear(_ got: Tensor, _ expected: Tensor, _ comment: Comment? = nil) {
    #expect(got.spec == expected.spec, comment)
    for (a, b) in zip(got.scalars(as: Float.self), expected.scalars(as: Float.self)) {
      #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), comment)
    }
  }

  @Test(arguments: FlowProgram.all)
  func `each element takes its own branch`(_ program: FlowProgram) throws {
    let x = Self.inputs
    let expected = mapFn(program.run, x)
    expectNear(vectorizedMap(program.run, x), expected)
    // In a function all of it is one loop of its graph.
    let f = Function("f") { (x: Tensor) in vectorizedMap(program.run, x) }
    expectNear(try f(x), expected, "in a function")
    expectNear(try f(x), expected, "in a function, second run")
    let g = Function("g", program.run)
    expectNear(try vectorizedMap({ try g($0) }, x), expected, "a function of an element")
    #expect(g.tracingCount == 1)
  }

  @Test(arguments: FlowProgram.all)
  func `gradients of a batch are those of its elements`(_ program: FlowProgram) throws {
    let x = Self.inputs
    func gradient(_ map: (Tensor) -> Tensor) throws -> Tensor {
      let tape = GradientTape(watchAccessedVariables: false)
      tape.watch(x)
      let y = tape.record { map(x).sum() }
      return try tape.gradient(y, x)
    }
    let expected = try gradient { mapFn(program.run, $0) }
    expectNear(try gradient { vectorizedMap(program.run, $0) }, expected)
  }

  @Test func `elements of more dimensions and of several types take their own branches`() {
    let x = cast(reshape(Tensor.range(12), [3, 4]), to: .float32)
    let program: ([Tensor]) -> [Tensor] = { inputs in
      let row = inputs[0]
      let results = whileLoop([row, Tensor(0)], while: { $0[0].sum() < 100 }) { state in
        [state[0] * 2 + 1, state[1] + 1]
      }
      return cond(results[1] > 2, then: { results }, else: { [-results[0], results[1] * 10] })
    }
    let results = vectorizedMap(program, [x])
    let expected = mapFn(program, [x])
    #expect(results.map(\.spec) == expected.map(\.spec))
    #expect(results.map(bits) == expected.map(bits))
    #expect(results[1].scalars(as: Int32.self).count == 3)
  }

  @Test func `a loop whose condition is the same for all elements is a plain loop`() {
    var steps = 0
    let y = vectorizedMap(
      { x in
        whileLoop([x, Tensor(0)], while: { $0[1] < 3 }) { state in
          steps += 1
          #expect(!state[1].isSymbolic)
          return [state[0] * 2, state[1] + 1]
        }[0]
      }, Tensor([1.0, 2.0]))
    #expect(y.scalars(as: Float.self) == [8, 16])
    #expect(steps == 3)
  }

  /// A function of an element, which a condition protects from what would stop or spoil it.
  struct Protected: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let inputs: Tensor
    let run: @Sendable (Tensor) -> Tensor

    init(_ name: String, _ inputs: Tensor, _ run: @escaping @Sendable (Tensor) -> Tensor) {
      (testDescription, self.inputs, self.run) = (name, inputs, run)
    }
  }

  static let protected: [Protected] = [
    .init("division", Tensor([2, 0, 5])) { d in
      cond(d != 0, then: { [floorDivide(Tensor(10), d)] }, else: { [d] })[0]
    },
    .init("lookup", Tensor([2, 5, 0])) { i in
      cond(i < 3, then: { [gather(Tensor([10, 20, 30]), i)] }, else: { [Tensor(-1)] })[0]
    },
    .init("steps of a loop", Tensor([3, 1, 2])) { n in
      whileLoop(
        [n, Tensor(100)], while: { $0[0] > 0 },
        do: { [$0[0] - 1, floorDivide($0[1], $0[0])] })[1]
    },
    .init("a loop's own end", Tensor([3, 0, 2])) { n in
      whileLoop(
        [n, Tensor(0)], while: { $0[0] > 0 },
        do: { s in
          [s[0] - 1, cond(s[0] == 2, then: { [s[1] + 60 % s[0]] }, else: { [s[1] - 1] })[0]]
        })[1]
    },
  ]

  @Test(arguments: protected)
  func `what an element does not reach is not computed for it`(_ program: Protected) throws {
    let expected = mapFn(program.run, program.inputs).scalars(as: Int32.self)
    #expect(vectorizedMap(program.run, program.inputs).scalars(as: Int32.self) == expected)
    let f = Function("f") { (x: Tensor) in vectorizedMap(program.run, x) }
    #expect(try f(program.inputs).scalars(as: Int32.self) == expected)
    let pairs = stack([program.inputs, program.inputs])
    let nested = vectorizedMap({ vectorizedMap(program.run, $0) }, pairs)
    #expect(nested.scalars(as: Int32.self) == expected + expected)
  }

  @Test func `a tape inside follows a loop in which elements take different numbers of steps`()
    throws
  {
    func doubled(_ x: Tensor) -> Tensor {
      whileLoop([x], while: { $0[0] < 10 }, do: { [$0[0] * 2] })[0]
    }
    func slope(_ f: @escaping (Tensor) -> Tensor) -> (Tensor) throws -> Tensor {
      { x in
        let tape = GradientTape()
        tape.watch(x)
        let y = tape.record { f(x) }
        return try tape.gradient(y, x)
      }
    }
    let x = Tensor([1.0, 3.0, 20.0])
    let alone = slope(doubled)
    #expect(try vectorizedMap(alone, x).scalars(as: Float.self) == [16, 4, 1])
    let both = slope { doubled($0) + 3 * $0 }
    #expect(try vectorizedMap(both, x).scalars(as: Float.self) == [19, 7, 4])
    let f = Function("f") { (x: Tensor) in try vectorizedMap(both, x) }
    #expect(try f(x).scalars(as: Float.self) == [19, 7, 4])
  }

  @Test func `a tape inside follows a tensor that is the same for all elements`() throws {
    let w = Tensor(3.0)
    let slopes = try vectorizedMap(
      { x in
        let tape = GradientTape()
        tape.watch(w)
        let y = tape.record { cond(x > 0, then: { [w * x] }, else: { [w * w] })[0] }
        return try tape.gradient(y, w)
      }, Tensor([2.0, -1.0]))
    #expect(slopes.scalars(as: Float.self) == [2, 6])
  }

  @Test func `nothing flows back from a branch to elements that did not take it`() throws {
    let x = Tensor([4.0, 0.0, -1.0])
    let root = { (x: Tensor) in cond(x > 0, then: { [sqrt(x)] }, else: { [x * 0] })[0] }
    let f = Function("f") { (x: Tensor) in vectorizedMap(root, x) }
    for map in [{ vectorizedMap(root, $0) }, { try f($0) }] as [(Tensor) throws -> Tensor] {
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try map(x) }
      #expect(try tape.gradient(y, x).scalars(as: Float.self) == [0.25, 0, 0])
    }
  }

  @Test func `an empty batch takes no step`() {
    let y = vectorizedMap(
      { x in whileLoop([x], while: { $0[0] < 5 }, do: { [$0[0] + 1] })[0] }, Tensor.zeros([0]))
    #expect(y.shape == [0])
  }

  @Test func `a loop beyond its limit stops`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = vectorizedMap(
        { x in
          whileLoop([x], while: { $0[0] > 0 }, do: { [$0[0] + 1] }, maximumSteps: 10)[0]
        }, Tensor([-1.0, 1.0]))
    }
    #expect(text(result).contains("whileLoop: more than 10 steps"))
  }

  @Test func `steps before the elements part count towards the limit`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      // The first step is the same for all elements; the second is not.
      _ = vectorizedMap(
        { x in
          whileLoop([Tensor(0.0)], while: { $0[0] < 3 }, do: { [$0[0] + x] }, maximumSteps: 2)[0]
        }, Tensor([1.0, 3.0]))
    }
    #expect(text(result).contains("whileLoop: more than"))
  }

  @Test func `a loop in a branch continues for the elements that take the branch`() {
    func counted(_ x: Tensor) -> [Tensor] {
      whileLoop([x], while: { $0[0] < 5 }, do: { [$0[0] + 3] }, maximumSteps: 10)
    }
    func first(_ x: Tensor) -> Tensor {
      cond(x > 0, then: { counted(x) }, else: { [-x] })[0]
    }
    func second(_ x: Tensor) -> Tensor {
      cond(x > 0, then: { [-x] }, else: { counted(x) })[0]
    }
    let x = Tensor([-2.0, 1.0, -1.0, 3.0])
    expectSame([vectorizedMap(first, x)], [mapFn(first, x)])
    expectSame([vectorizedMap(second, x)], [mapFn(second, x)])
  }

  @Test func `a loop in a loop's body does not wait for elements that are done`() async {
    // In its own process, since otherwise the inner loop continues until the limit stops it.
    await #expect(processExitsWith: .success) {
      let program = { (x: Tensor) in
        whileLoop([x, Tensor(0.0)], while: { $0[0] < 10 }) { state in
          // Past 10 the inner loop counts away from its end.
          let inner = whileLoop(
            [10 - state[0], state[1]], while: { $0[0] != 0 }, do: { [$0[0] - 1, $0[1] + 1] },
            maximumSteps: 20)
          return [state[0] + 4, inner[1]]
        }[1]
      }
      let x = Tensor([1.0, 7.0, 12.0])
      expectSame([vectorizedMap(program, x)], [mapFn(program, x)])
    }
  }

  @Test func `an assignment in a branch that some elements take stops`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let v = Variable(0.0, name: "v")
      _ = vectorizedMap(
        { x in
          cond(
            x > 0,
            then: {
              v.assign(1)
              return [x]
            }, else: { [x] })[0]
        }, Tensor([-1.0, 1.0]))
    }
    #expect(text(result).contains("assigns to variable 'v'"))
  }

  @Test func `a map with branches and loops keeps no batch when it is over`() throws {
    weak var batch: TensorValue?
    weak var gradient: TensorValue?
    func map() throws {
      let x = Tensor([1.0, -2.0, 30.0]) * 2
      batch = x.value
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record {
        vectorizedMap(
          { x in
            let y = cond(x > 0, then: { [sqrt(x), x] }, else: { [x * x, -x] })
            return whileLoop(y, while: { $0[1] < 10 }, do: { [$0[0] + 1, $0[1] * 2] })[0]
          }, x)
      }
      gradient = try tape.gradient(y, x).value
    }
    try map()
    #expect(batch == nil && gradient == nil)
  }
}
