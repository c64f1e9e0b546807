import Foundation
import TestSupport
import Testing

private let shell = URL(fileURLWithPath: "/bin/sh")

@Test func `a program may write more than a pipe holds, on both of its streams`() async throws {
  let script = """
    i=0; while [ $i -lt 3000 ]; do
      echo "a line of some forty characters, number $i"
      echo "a line of some forty characters, number $i" >&2
      i=$((i+1))
    done
    """
  let result = try await run(shell, ["-c", script])
  #expect(result.status == 0)
  #expect(result.output.utf8.count > 100_000)
  #expect(result.output == result.log)
}

@Test func `a program that does not end is stopped, and what it wrote is shown`() async throws {
  let error = await #expect(throws: ProgramTimeout.self) {
    try await run(shell, ["-c", "echo waiting >&2; exec sleep 60"], timeout: 0.5)
  }
  #expect(error?.description.contains("waiting") == true)
}

@Test func `exit codes and signals are told apart`() async throws {
  let refused = try await run(shell, ["-c", "exit 3"])
  #expect(refused.status == 3)
  let killed = try await run(shell, ["-c", "kill -KILL $$"])
  #expect(killed.status == 137)
}

@Test func `only a PNG file has a header`() {
  let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6B"
  let header = Data(base64Encoded: pixel).flatMap { PNGHeader($0) }
  #expect(header?.width == 2)
  #expect(header?.height == 3)
  #expect(PNGHeader(Data("no picture at all, only some text".utf8)) == nil)
  #expect(PNGHeader(Data()) == nil)
}
