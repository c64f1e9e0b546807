import Testing

@testable import Miniature

@Suite struct PiecesTests {
  @Test func `a piece that is handed in is used, and only where it is handed in`() {
    var pieces = Pieces()
    pieces.broadcastShape = { _, _ in [4] }
    let strange = Pieces.$current.withValue(pieces) {
      (MiniTensor([1]) + MiniTensor([2])).elements
    }
    #expect(strange == [3, 3, 3, 3])
    #expect((MiniTensor([1]) + MiniTensor([2])).elements == [3])
  }

  @Test func `training passes through every piece`() {
    let calls = Calls()
    let own = Pieces()
    var pieces = Pieces()
    pieces.broadcastShape = {
      calls.note("broadcastShape"); return own.broadcastShape($0, $1)
    }
    pieces.elements = {
      calls.note("elements"); return own.elements($0, $1)
    }
    pieces.backward = {
      calls.note("backward"); own.backward($0)
    }
    pieces.cacheKey = {
      calls.note("cacheKey"); return own.cacheKey($0)
    }
    pieces.withoutDeadCode = {
      calls.note("withoutDeadCode"); return own.withoutDeadCode($0)
    }
    pieces.withoutCommonSubexpressions = {
      calls.note("withoutCommonSubexpressions")
      return own.withoutCommonSubexpressions($0)
    }
    pieces.memoryPlan = {
      calls.note("memoryPlan"); return own.memoryPlan($0)
    }
    pieces.dense = {
      calls.note("dense"); return own.dense($0, $1)
    }
    pieces.adamStep = {
      calls.note("adamStep")
      return own.adamStep($0, $1, $2, $3, $4, $5, $6, $7, $8)
    }
    pieces.bufferedShuffle = {
      calls.note("bufferedShuffle"); return own.bufferedShuffle($0, $1, $2)
    }
    pieces.convolved = {
      calls.note("convolved"); return own.convolved($0, $1)
    }
    Pieces.$current.withValue(pieces) {
      let pictures = [UInt8](repeating: 0, count: 27) + [UInt8](repeating: 9, count: 2 * 784 - 27)
      DigitTraining(seed: 1).train(on: pictures, [3, 4], epochs: 1)
    }
    #expect(calls.names == Set(Mirror(reflecting: own).children.compactMap(\.label)))
  }
}

/// Which pieces were called: from one task only, which the compiler cannot see.
private final class Calls: @unchecked Sendable {
  var names: Set<String> = []
  func note(_ name: String) { names.insert(name) }
}
