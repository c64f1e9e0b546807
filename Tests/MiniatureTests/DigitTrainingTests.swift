import CourseData
import Tapestry
import Testing

@testable import Miniature

@Suite struct DigitTrainingTests {
  @Test func `the cross-entropy and its gradient are the engine's`() throws {
    let x = Value(MiniTensor([1, -2, 0.5, 300, 100, -400], shape: [2, 3]))
    let u = engine(x.data)
    let tape = GradientTape()
    tape.watch(u)
    let expected = tape.record {
      (logSoftmax(u) * Tensor([[0, 1, 0], [1, 0, 0]] as [[Float]])).sum() / -2
    }
    let loss = crossEntropy(x, [1, 0])
    #expect(agree(loss.data, expected))
    loss.backward()
    #expect(agree(x.gradient, try tape.gradient(expected, [u])[0]))
  }

  @Test func `an epoch over 10 000 drawn digits teaches more than 90 percent of the others`() {
    let (train, test) = DrawnDigits.load()
    let training = DigitTraining(seed: 1)
    let before = training.accuracy(on: pixels(test.images), labels(test.labels))
    let losses = training.train(on: pixels(train.images), labels(train.labels), epochs: 1)
    let after = training.accuracy(on: pixels(test.images), labels(test.labels))
    #expect(before < 0.3)
    #expect(losses[0] < 1)
    #expect(after > 0.9)
  }

  @Test func `the recorded standardization runs without unread nodes`() {
    let recorder = Recorder()
    let (x, count) = (recorder.input("x", elementCount: 6), recorder.constant(6))
    let recorded = recorder.graph(outputs: standardized(x, count))
    #expect(recorded.nodes.count - MiniPlan(recorded).graph.nodes.count == 2)
    let function = MiniFunction { _, arguments in standardized(arguments[0], arguments[1]) }
    let result = function([[1, 2, 3, 4, 5, 9]], [6])[0]
    #expect(abs(result.reduce(0, +)) < 1e-5)
    #expect(abs(result.map { $0 * $0 }.reduce(0, +) - 6) < 1e-4)
  }
}

private func pixels(_ images: Tensor) -> [UInt8] { images.scalars(as: UInt8.self) }
private func labels(_ labels: Tensor) -> [Int] { labels.scalars(as: Int32.self).map(Int.init) }
