import CSandbox
import Foundation
import Testing

@Suite struct CrashTests {
  @Test func `a process that is asked writes its call stack, and continues`() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(7), observing: [\.standardErrorContent]
    ) {
      sandbox_report_crashes(STDERR_FILENO)
      // Threads on which tests run block signals that only inform.
      var asked = sigset_t()
      sigemptyset(&asked)
      sigaddset(&asked, SIGUSR1)
      pthread_sigmask(SIG_UNBLOCK, &asked, nil)
      raise(SIGUSR1)
      exit(7)
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("\u{1}signal \(SIGUSR1)\n"))
    #expect(text.contains(#/\u{1}frame [0-9a-f]+ \/.+\n/#))
  }

  @Test func `a crash writes its cause, and is one all the same`() async throws {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      sandbox_report_crashes(STDERR_FILENO)
      abort()
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("\u{1}signal \(SIGABRT)\n\u{1}frame "))
  }
}
