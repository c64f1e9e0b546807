import Foundation
import Tapestry

/// A whole process, from its start to its end: load, add two numbers, print the sum.
let startupWorkload = Workload(
  id: "startup", summary: "a process that adds two numbers and prints the sum", repeats: 20
) {
  let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
  return { try runToItsEnd(program, startupArgument) }
}

/// The argument that makes this program the process that the row measures.
let startupArgument = "--add-and-print"

func addAndPrint() {
  print(Tensor(1.0) + 1)
}

/// Runs a program without its output.
///
/// With system calls, since `Process` checks only every 50 milliseconds whether a program has
/// ended.
private func runToItsEnd(_ program: String, _ argument: String) throws {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var arguments = [strdup(program), strdup(argument), nil]
  defer { for argument in arguments { free(argument) } }
  var process = pid_t()
  var status: Int32 = 0
  guard posix_spawn(&process, program, &actions, nil, &arguments, environ) == 0,
    waitpid(process, &status, 0) == process, status == 0
  else { throw StartupFailure(program: program) }
}

/// A process that did not run to its end.
private struct StartupFailure: Error, CustomStringConvertible {
  let program: String
  var description: String { "\(program) did not run; build it again" }
}
