import Foundation
import Tapestry

/// A whole process, from its start to its end: load, add two numbers, print the sum.
let startupWorkload = Workload(
  id: "startup", summary: "a process that adds two numbers and prints the sum", repeats: 20
) {
  let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  return {
    let process = Process()
    process.executableURL = program
    process.arguments = [startupArgument]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }
}

/// The argument under which this program is the process that the row measures.
let startupArgument = "--add-and-print"

func addAndPrint() {
  print(Tensor(1.0) + 1)
}
