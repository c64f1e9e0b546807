import Foundation
import Synchronization
import Testing

@testable import Tapestry

@Suite struct TrialTests {
  private struct OwnError: Error {}

  @Test func `a trial gives what its code gives, or throws what it throws`() throws {
    let isTried = Mutex(false)
    let shape = try Trial.run {
      isTried.withLock { $0 = Trial.current != nil }
      return matmul(Tensor.ones([2, 3]), Tensor.ones([3, 4])).shape
    } whenStopped: {
    }
    #expect(shape == [2, 4] && isTried.withLock { $0 })
    #expect(throws: OwnError.self) {
      try Trial.run {
        throw OwnError()
      } whenStopped: {
      }
    }
  }

  @Test func `a stop is thrown, after the code's locks were given up`() throws {
    let stops = Mutex(0)
    for number in 1...3 {
      let error = try #require(throws: InvalidUse.self) {
        try Trial.run {
          reshape(Tensor.ones([2, 3]), [4])
        } whenStopped: {
          stops.withLock { $0 += 1 }
        }
      }
      #expect(error.operation == "reshape" && error.problem.contains("(2, 3)"))
      #expect(stops.withLock { $0 } == number)
    }
  }
}
