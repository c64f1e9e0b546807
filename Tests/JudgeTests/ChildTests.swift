import Foundation
import Synchronization
import Testing

@testable import Judge

/// How often this process was copied by a fork that libraries are notified of.
private let forks = Atomic(0)

@Suite struct ChildTests {
  #if os(Linux)
    @Test func `a program starts without what libraries do at a fork, in which OpenBLAS can hang`()
      throws
    {
      let before: @convention(c) () -> Void = { forks.add(1, ordering: .relaxed) }
      try #require(pthread_atfork(before, nil, nil) == 0)
      let child = try Child(
        program: "/bin/sh", arguments: ["-c", "echo started"], environment: [])
      #expect(child.outputToEnd(seconds: 60) == "started\n")
      #expect(forks.load(ordering: .relaxed) == 0)
    }
  #endif
}
