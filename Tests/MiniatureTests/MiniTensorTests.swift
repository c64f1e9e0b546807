import Tapestry
import Testing

@testable import Miniature

@Suite struct MiniTensorTests {
  @Test(
    arguments: [
      ([2, 3], [3]), ([3, 1], [1, 4]), ([], [2, 2]), ([2, 1, 3], [4, 1]), ([0, 3], [1]), ([5], [5]),
    ] as [([Int], [Int])])
  func `operators broadcast as the engine's do`(a: [Int], b: [Int]) {
    var random = MiniRandom(seed: 1)
    let (x, y) = (drawn(a, &random), drawn(b, &random))
    #expect(agree(x + y, engine(x) + engine(y), tolerance: 0))
    #expect(agree(x - y, engine(x) - engine(y), tolerance: 0))
    #expect(agree(x * y, engine(x) * engine(y), tolerance: 0))
    #expect(agree(x / y, engine(x) / engine(y), tolerance: 0))
  }

  @Test(arguments: [(1, 1, 1), (2, 3, 4), (5, 1, 2), (3, 7, 1), (4, 0, 2)])
  func `a matrix product is the engine's`(m: Int, k: Int, n: Int) {
    var random = MiniRandom(seed: 2)
    let (x, y) = (drawn([m, k], &random), drawn([k, n], &random))
    #expect(agree(matmul(x, y), matmul(engine(x), engine(y))))
  }

  @Test func `a transposed tensor shares the memory, and multiplies as a transposed matrix`() {
    let x = MiniTensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let transposed = x.viewed { $0.transposed }
    #expect(transposed.memory == x.memory)
    #expect(
      matmul(transposed, x) == MiniTensor([17, 22, 27, 22, 29, 36, 27, 36, 45], shape: [3, 3]))
  }

  @Test func `a view of a view reads the part of the part`() {
    let x = MiniTensor([0, 1, 2, 3, 4, 5, 6, 7, 8], shape: [3, 3])
    let part = x.viewed { $0.slice(0, 1..<3) }.viewed { $0.transposed.slice(0, 0..<2) }
    #expect(part == MiniTensor([3, 6, 4, 7], shape: [2, 2]))
  }

  @Test func `a sum to a smaller shape adds what broadcasting would repeat`() {
    let x = MiniTensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.sum(to: [3]) == MiniTensor([5, 7, 9]))
    #expect(x.sum(to: [2, 1]) == MiniTensor([6, 15], shape: [2, 1]))
    #expect(x.sum(to: []) == 21)
  }

  @Test func `shapes that do not broadcast end the program with both of them`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MiniTensor([1, 2]) + MiniTensor([1, 2, 3])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("+: the shapes [2] and [3] do not broadcast"))
    #expect(message.contains("cure: make the dimensions equal"))
  }

  @Test func `matrices whose inner sizes differ end the program`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = matmul(MiniTensor([1, 2], shape: [1, 2]), MiniTensor([1, 2, 3], shape: [1, 3]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("matmul: the shapes are [1, 2] and [1, 3]"))
  }
}
