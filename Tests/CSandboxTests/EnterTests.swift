#if os(Linux)
  import CSandbox
  import Foundation
  import Testing

  // In processes of their own, as nothing leads out of the sandbox. What is wrong is the exit code.
  @Suite struct EnterTests {
    @Test func `a process that has entered reads its folders and writes nothing`() async {
      await #expect(processExitsWith: .exitCode(0)) {
        let readable = strdup("/usr")
        var paths: [UnsafePointer<CChar>?] = [UnsafePointer(readable)]
        let layers = sandbox_enter(&paths, 1)
        if layers & Int32(sandbox_files) != 0 {
          if open("/usr", O_RDONLY) < 0 { _exit(1) }
          if open("/etc/passwd", O_RDONLY) >= 0 { _exit(2) }
          if open("/tmp/written-from-inside", O_WRONLY | O_CREAT, 0o600) >= 0 { _exit(3) }
        }
        if layers & Int32(sandbox_calls) != 0 {
          if socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0 { _exit(4) }
          var child = pid_t(0)
          var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/usr/bin/true"), nil]
          if posix_spawn(&child, "/usr/bin/true", nil, nil, &arguments, nil) == 0 { _exit(5) }
          if kill(getppid(), 0) == 0 { _exit(6) }
        }
        _exit(0)
      }
    }

    @Test func `a process that stays counted raises no limit`() async {
      await #expect(processExitsWith: .exitCode(0)) {
        guard sandbox_stay_counted() == Int32(sandbox_calls) else { _exit(0) }
        var limit = rlimit(rlim_cur: 64, rlim_max: 64)
        if setrlimit(__rlimit_resource_t(7), &limit) == 0 { _exit(1) }
        _exit(0)
      }
    }
  }
#endif
