import Testing

@testable import Tapestry

struct RoundingUpTests {
  @Test(arguments: [(0, 0), (1, 1), (7, 1), (8, 1), (9, 2), (16, 2)])
  func `a length needs as many pieces of eight as begin in it`(length: Int, pieces: Int) {
    #expect(length.ceilDivided(by: 8) == pieces)
    #expect(length.roundedUp(toMultipleOf: 8) == 8 * pieces)
    #expect(length.ceilDivided(by: Int.max) == (length == 0 ? 0 : 1))
  }
}
