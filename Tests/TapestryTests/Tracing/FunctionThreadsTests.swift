import Foundation
import Synchronization
import Testing

@testable import Tapestry

struct FunctionThreadsTests {
  @Test func `threads that call at once trace a signature once, one after another`() throws {
    // An ordinary class, as a model is: nothing but the trace lock keeps threads apart.
    final class Log {
      var calls = 0
      var isInside = false
      var overlaps = 0
    }
    let log = Log()
    let f = Function("f") { (x: Tensor) in
      if log.isInside { log.overlaps += 1 }
      log.isInside = true
      usleep(2000)
      log.calls += 1
      log.isInside = false
      return x + 1
    }
    let failures = Counter()
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      let x = Tensor.full([thread % 4 + 1], Double(thread))
      if (try? f(x))?.scalars(as: Float.self).first != Float(thread + 1) { failures.add() }
    }
    #expect(failures.value == 0)
    #expect((log.calls, log.overlaps, f.tracingCount) == (4, 0, 4))
  }

  @Test func `two functions that trace each other from two threads do not wait forever`() throws {
    final class Pair {
      var f: Function<Tensor, Int, Tensor>!
      var g: Function<Tensor, Int, Tensor>!
    }
    nonisolated(unsafe) let pair = Pair()
    pair.f = Function("f") { (x: Tensor, n: Int) in
      usleep(1000)
      return n == 0 ? x : try pair.g(x, n - 1) + 1
    }
    pair.g = Function("g") { (x: Tensor, n: Int) in
      usleep(1000)
      return n == 0 ? x : try pair.f(x, n - 1) + 1
    }
    let (f, g) = (pair.f!, pair.g!)
    let failures = Counter()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      let result = try? (thread % 2 == 0 ? f : g)(Tensor(0.0), 9)
      if result?.number != 9 { failures.add() }
    }
    #expect(failures.value == 0)
    #expect(f.tracingCount + g.tracingCount == 20)
    (pair.f, pair.g) = (nil, nil)
  }

  @Test func `an existing graph runs while another function is traced`() throws {
    let f = Function("f") { (x: Tensor) in x + 1 }
    let x = Tensor(1.0)
    _ = try f(x)
    let ran = DispatchSemaphore(value: 0)
    let slow = Function("slow") { (x: Tensor) in
      // Waits for another thread that calls a function: that can end only if it need not trace.
      DispatchQueue.global().async {
        _ = try? f(Tensor(1.0))
        ran.signal()
      }
      #expect(ran.wait(timeout: .now() + 60) == .success)
      return x
    }
    _ = try slow(x)
  }

  @Test func `eight threads each get their own results`() throws {
    let calls = Counter()
    let f = Function("f") { (x: Tensor) in
      calls.add()
      let y = sigmoid(x * 2) - x
      return [y, y.sum(), matmul(reshape(y, [1, -1]), reshape(x, [-1, 1]))]
    }
    let failures = Counter()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<60 {
        let x = Tensor.full([[500, 3000][round % 2]], Double(thread) + Double(round) / 64)
        let y = sigmoid(x * 2) - x
        let expected = [y, y.sum(), matmul(reshape(y, [1, -1]), reshape(x, [-1, 1]))]
        let actual = try? f(x)
        if actual?.map(bits) != expected.map(bits) { failures.add() }
      }
    }
    #expect(failures.value == 0)
    #expect(f.tracingCount == 2)
  }

  @Test func `updates of a shared variable by eight threads add up`() throws {
    // Large, so that threads meet in the middle of an update.
    let v = Variable(Tensor.zeros([20_000]))
    let w = Variable(0.0)
    let f = Function("f") { (x: Tensor) -> Tensor in
      w.assignAdd(1)
      v.assign(v + x)
      return v.tensor
    }
    let g = Function("g") { (x: Tensor) in
      v.assignAdd(x)
      w.assignAdd(1)
    }
    let x = Tensor.ones([20_000])
    let torn = Counter()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<250 {
        switch thread % 4 {
        case 0, 1:
          let y = try! f(x)
          if y.min().number != y.max().number { torn.add() }
        case 2: _ = try! g(x)
        default:
          w.assignAdd(1)
          let tape = GradientTape()
          tape.record { _ = try! f(x) }
          w.assignSub(1)
        }
      }
    }
    #expect(torn.value == 0)
    #expect(v.tensor.min().number == 2000)
    #expect(v.tensor.max().number == 2000)
    #expect(w.tensor.number == 2000)
  }

  @Test func `many runs use no more memory than a few`() throws {
    let v = Variable(Tensor.zeros([2000]))
    let f = Function("f") { (x: Tensor) -> Tensor in
      v.assign(v * 0.5 + x)
      return tanh(v) + x.mean()
    }
    let x = Tensor.ones([2000])
    func residentPages() throws -> Int {
      let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      return Int(text.split(separator: " ")[1])!
    }
    // The thread sanitizer keeps memory of its own about each buffer.
    #if os(Linux) && !THREAD_SANITIZER
      for _ in 0..<500 { _ = try f(x) }
      let before = try residentPages()
      for _ in 0..<10_000 { _ = try f(x) }
      // A leak of one result for each run would be 80 MB; other tests run at the same time.
      #expect(try residentPages() - before < 15_000)
    #endif
  }

  @Test func `a result lives on after its function is gone, and the function's constants do not`()
    throws
  {
    weak var constant: TensorValue?
    var result: Tensor?
    do {
      let table = Tensor.uniform([100])
      constant = table.value
      let f = Function("f") { (x: Tensor) in x + table }
      result = try f(Tensor.zeros([100]))
      expectSame([result!], [table])
    }
    #expect(constant == nil)
    #expect(result!.count == 100)
  }
}
