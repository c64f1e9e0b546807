import TestSupport
import Testing

@testable import Tapestry

/// An operation without a rule for batches.
private struct Doubling: Primitive {
  var name: String { "doubling" }
  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    Addition().run([inputs[0], inputs[0]], spec)
  }
  func gradient(_ call: Call, input: Int) -> Tensor? { call.dy * 2 }
}

struct VectorizedMapTests {
  @Test func `the document's sums of a batch are the sums of its elements`() {
    let data = Tensor.normal([1000, 2], dtype: .float64, seed: 5)
    let batched = reshape(data, [10, -1, 2])
    let result = vectorizedMap({ $0.sum() }, batched)
    let numbers = data.scalars(as: Double.self)
    let sums = (0..<10).map { numbers[($0 * 200)..<(($0 + 1) * 200)].reduce(0, +) }
    expectTensor(result, [10], sums, .float64, tolerance: 1e-12)
  }

  @Test func `the code of the function runs once`() {
    var runs = 0
    let result = vectorizedMap(
      { (x: Tensor) in
        runs += 1
        return x * 2
      }, Tensor.range(5))
    expectEqual(result, Tensor.range(5) * 2)
    #expect(runs == 1)
  }

  @Test func `two batches are iterated in step`() {
    let (a, b) = (counting([3, 4]), counting([3, 4]) + 1)
    expectEqual(vectorizedMap({ ($0 * $1).sum() }, a, b), (a * b).sum(axis: 1))
    expectEqual(mapFn({ ($0 * $1).sum() }, a, b), (a * b).sum(axis: 1))
  }

  @Test func `several results come back`() {
    let x = counting([3, 4])
    let results = vectorizedMap({ [$0[0].sum(), $0[0] * 2] }, [x])
    expectEqual(results[0], x.sum(axis: 1))
    expectEqual(results[1], x * 2)
  }

  @Test func `an empty batch has a result of the right shape`() {
    let empty = Tensor.zeros([0, 3, 4])
    #expect(vectorizedMap({ matmul($0, Tensor.ones([4, 2])) }, empty).shape == [0, 3, 2])
    #expect(vectorizedMap({ bind(Doubling(), [$0]) }, empty).shape == [0, 3, 4])
  }

  @Test func `one map inside another`() {
    let x = counting([2, 3, 4])
    let result = vectorizedMap({ matrix in vectorizedMap({ $0 * matrix.sum() }, matrix) }, x)
    expectEqual(result, x * x.sum(axis: [1, 2], keepDims: true))
  }

  @Test func `a variable that the function reads has a gradient`() throws {
    let weights = Variable([1.0, 2.0, 3.0])
    let tape = GradientTape()
    let y = tape.record { vectorizedMap({ ($0 * weights).sum() }, Tensor.ones([5, 3])).sum() }
    expectEqual(try tape.gradient(y, weights), Tensor([5.0, 5.0, 5.0]))
  }

  @Test func `gradients of gradients pass through`() throws {
    let x = Tensor([1.0, 2.0, 3.0])
    let outer = GradientTape()
    outer.watch(x)
    let first = try outer.record {
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { vectorizedMap({ $0 * $0 * $0 }, x) }
      return try tape.gradient(y, x)
    }
    expectEqual(first, 3 * x * x)
    expectEqual(try outer.gradient(first, x), 6 * x)
  }

  @Test func `a custom rule is differentiated in turn`() throws {
    let x = Tensor([0.5, -1.0], dtype: .float64)
    let outer = GradientTape()
    outer.watch(x)
    let first = try outer.record {
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record {
        vectorizedMap(
          { element in customGradient(element) { x in (exp(x), { dy in dy * sin(x) }) } }, x)
      }
      return try tape.gradient(y, x)
    }
    expectEqual(first, sin(x))
    expectEqual(try outer.gradient(first, x), cos(x))
  }

  @Test func `an error of the function is passed on`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try vectorizedMap({ (_: Tensor) in throw Failure() }, Tensor.range(3))
    }
    expectEqual(Tensor(1) + 1, Tensor(2))
  }

  @Test func `an operation without a rule runs in a loop and is named once`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      let x = Tensor([1.0, 2.0])
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { vectorizedMap({ bind(Doubling(), [$0]) * $0 }, x) }
      expectEqual(y, Tensor([2.0, 8.0]))
      expectEqual(try tape.gradient(y, x), Tensor([4.0, 8.0]))
      _ = vectorizedMap({ bind(Doubling(), [$0]) }, x)
    }
    #expect(
      message(result)
        == "vectorizedMap: no rule for a whole batch of doubling; it runs in a loop\n")
  }

  @Test func `random numbers stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = vectorizedMap({ $0 + Tensor.uniform([2]) }, Tensor.ones([3, 2]))
      },
      "vectorizedMap: the function draws random numbers (uniform), once for all 3 elements",
      "pass the results as a second batch, or use mapFn")
  }

  @Test func `assignments stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let total = Variable(0.0, name: "total")
        _ = vectorizedMap(
          { (x: Tensor) in
            total.assignAdd(1)
            return x
          }, Tensor.ones([3]))
      },
      "vectorizedMap: the function assigns to variable 'total'",
      "return the new values and assign after the call, or use mapFn")
  }

  @Test func `reading an element's number stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = vectorizedMap({ $0.scalars(as: Float.self)[0] > 0 ? $0 : -$0 }, Tensor.ones([3]))
      },
      "a value was asked of a symbolic tensor of vectorizedMap", "cure:")
  }

  @Test func `batches of different sizes stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = vectorizedMap({ $0 + $1 }, Tensor.ones([3]), Tensor.ones([4]))
      },
      "vectorizedMap: batches of 3 and 4 elements", "give batches of one size")
  }

  @Test func `a scalar stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = mapFn({ $0 }, Tensor(1.0))
      },
      "mapFn: a scalar has no elements to go through", "whose first dimension is the batch")
  }

  @Test func `no batch stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = vectorizedMap({ $0 }, [Tensor]())
      },
      "vectorizedMap: no batch", "give at least one tensor")
  }

  @Test func `a loop over nothing stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = mapFn({ $0 }, Tensor.ones([0, 2]))
      },
      "mapFn: a batch of 0 elements", "use vectorizedMap")
  }
}
