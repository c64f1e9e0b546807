import Foundation
import Judge

// The child that runs a solution is this executable too; it has no command line to parse.
if CommandLine.arguments.dropFirst().first == Runner.command {
  Runner.run(Array(CommandLine.arguments.dropFirst(2)))
}
// A solution that ends early must not end the judge that writes to it.
signal(SIGPIPE, SIG_IGN)
// A line at a time, also into a pipe: who watches a log wants to see it grow.
Runner.bufferLines()
CourseCommand.main()
