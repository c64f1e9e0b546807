#if os(Linux)
  import CSandbox
  import Foundation
  import Testing

  @Suite struct SpawnTests {
    /// Runs a shell script with limits, and gives what it wrote and its exit code.
    private static func run(
      _ script: String, folder: String? = nil, limits: sandbox_limits = sandbox_limits()
    ) throws -> (error: Int32, output: String, status: Int32) {
      var ends: [Int32] = [0, 0]
      let failed = sandbox_pipe(&ends)
      try #require(failed == 0)
      let null = open("/dev/null", O_RDWR)
      defer { close(null) }
      var arguments = ["/bin/sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
      var environment: [UnsafeMutablePointer<CChar>?] = [nil]
      defer { for argument in arguments { free(argument) } }
      var (bounds, child) = (limits, pid_t(0))
      let error = sandbox_spawn(
        "/bin/sh", &arguments, &environment, folder, null, ends[1], null, &bounds, &child)
      close(ends[1])
      let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
      var status: Int32 = 0
      waitpid(child, &status, 0)
      return (error, String(decoding: output, as: UTF8.self), status)
    }

    @Test func `a program starts in its folder, with three files open and no more`() throws {
      let result = try Self.run("pwd; ls /proc/self/fd | wc -l", folder: "/usr")
      #expect(result.error == 0 && result.status == 0)
      // The fourth is the folder that ls reads.
      #expect(result.output.split(whereSeparator: \.isWhitespace) == ["/usr", "4"])
    }

    @Test func `limits are those of the program`() throws {
      var limits = sandbox_limits()
      (limits.open_files, limits.file_bytes, limits.processor_seconds) = (17, 1024 * 512, 5)
      limits.memory_bytes = 1 << 30
      let result = try Self.run("ulimit -n; ulimit -f; ulimit -t; ulimit -v", limits: limits)
      #expect(
        result.output.split(whereSeparator: \.isWhitespace) == ["17", "1024", "5", "1048576"])
    }

    @Test func `what cannot start says why`() throws {
      #expect(try Self.run("true", folder: "/no/such/folder").error == ENOENT)
    }

    @Test func `a program is killed with all that its session holds`() throws {
      var ends: [Int32] = [0, 0]
      let failed = sandbox_pipe(&ends)
      try #require(failed == 0)
      let null = open("/dev/null", O_RDWR)
      let script = "sleep 600 & echo ready; wait"
      var arguments = ["/bin/sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
      var environment: [UnsafeMutablePointer<CChar>?] = [nil]
      var (limits, child) = (sandbox_limits(), pid_t(0))
      let error = sandbox_spawn(
        "/bin/sh", &arguments, &environment, nil, null, ends[1], null, &limits, &child)
      try #require(error == 0)
      close(ends[1])
      close(null)
      for argument in arguments { free(argument) }
      let reader = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
      #expect(reader.availableData == Data("ready\n".utf8))
      sandbox_kill(child)
      // The pipe ends only when the sleeping program is gone, too.
      #expect(reader.readDataToEndOfFile().isEmpty)
      var status: Int32 = 0
      #expect(waitpid(child, &status, 0) == child && status == SIGKILL)
    }
  }
#endif
