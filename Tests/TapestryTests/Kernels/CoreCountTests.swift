import Testing

@testable import Tapestry

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct CoreCountTests {
  @Test(
    arguments: [
      ("200000 100000", 2), ("150000 100000", 2), ("100000 100000", 1), ("1000 100000", 1),
      ("max 100000", nil), ("-1 100000", nil), ("100000", nil), ("", nil), ("1 0", nil),
    ] as [(String, Int?)])
  func `a share of the processor's time is that many cores`(_ text: String, _ cores: Int?) {
    #expect(coresOfQuota(text) == cores)
  }

  #if os(Linux)
    @Test func `a process that is pinned to one core counts one`() async {
      await #expect(processExitsWith: .success) {
        // Glibc's module leaves out the calls that only Linux has.
        typealias Call = @convention(c) (Int32, Int, UnsafeMutableRawPointer) -> Int32
        let call = { unsafeBitCast(dlsym(nil, $0)!, to: Call.self) }
        var cores = [UInt8](repeating: 0, count: 128)
        _ = call("sched_getaffinity")(0, cores.count, &cores)
        let first = cores.firstIndex { $0 != 0 }!
        let bit = cores[first] & ~(cores[first] - 1)
        cores = cores.indices.map { $0 == first ? bit : 0 }
        guard call("sched_setaffinity")(0, cores.count, &cores) == 0, coreCount == 1 else {
          exit(1)
        }
      }
    }
  #endif
}
