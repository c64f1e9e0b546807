import Tapestry
import Testing

@testable import Miniature

@Suite struct MiniPlanTests {
  @Test(arguments: 0..<100)
  func `a planned graph computes the bits of one whose results share no memory`(seed: Int) {
    let graph = randomGraph(seed: seed)
    var apart = Pieces()
    apart.memoryPlan = { values in
      values.indices.map { index in values[..<index].reduce(0) { $0 + $1.size } }
    }
    let expected = Pieces.$current.withValue(apart) { bits(MiniPlan(graph)) }
    #expect(bits(MiniPlan(graph)) == expected, "seed \(seed)")
  }

  @Test(arguments: 0..<100)
  func `values that are alive at one time do not overlap, last use included`(seed: Int) {
    var random = MiniRandom(seed: seed)
    let values = (0..<30).map { _ in
      let born = Int.random(in: 0..<20, using: &random)
      return (
        size: Int.random(in: 0..<50, using: &random), born: born,
        dies: born + Int.random(in: 0..<6, using: &random)
      )
    }
    let offsets = memoryPlan(values)
    for (i, a) in values.enumerated() {
      for (j, b) in values.enumerated() where i < j && a.born <= b.dies && b.born <= a.dies {
        let isApart = offsets[i] + a.size <= offsets[j] || offsets[j] + b.size <= offsets[i]
        #expect(isApart, "seed \(seed): values \(i) and \(j)")
      }
    }
  }

  @Test func `a chain needs the memory of two results, however long it is`() {
    let recorder = Recorder()
    var x = recorder.input("x", elementCount: 10)
    for _ in 0..<50 { x = x.apply(.tanh) }
    #expect(MiniPlan(recorder.graph(outputs: [x])).blockSize == 20)
  }

  @Test func `a graph computes what the engine computes`() {
    let recorder = Recorder()
    let (x, y) = (recorder.input("x", elementCount: 3), recorder.input("y", elementCount: 3))
    let outputs = [
      ((x * y).apply(.tanh) + (x - y).apply(.exp) / recorder.constant(3)).sum(),
      (x * x).apply(.sqrt).apply(.log), x.apply(.negate).apply(.relu),
    ]
    var state = MiniState()
    let (a, b): ([Float], [Float]) = ([0.5, -1, 2], [3, 0.25, -1])
    let results = MiniPlan(recorder.graph(outputs: outputs)).run(["x": a, "y": b], &state)
    let (u, v) = (Tensor(a), Tensor(b))
    #expect(
      agree(MiniTensor(results[0], shape: []), (tanh(u * v) + exp(u - v) / 3).sum()))
    #expect(agree(MiniTensor(results[1]), log(sqrt(u * u))))
    #expect(agree(MiniTensor(results[2]), relu(-u)))
  }

  @Test func `an input of a different size than recorded ends the program`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let recorder = Recorder()
      let graph = recorder.graph(outputs: [recorder.input("x", elementCount: 3)])
      var state = MiniState()
      _ = MiniPlan(graph).run(["x": [1]], &state)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("run: input 'x' does not have 3 elements"))
  }
}
