import Foundation
import Judge

// The child that runs a solution is this executable too; it has no command line to parse.
switch CommandLine.arguments.dropFirst().first {
case Runner.command: Runner.run(Array(CommandLine.arguments.dropFirst(2)))
case Runner.commandInBox: Runner.run(Array(CommandLine.arguments.dropFirst(2)), isInBox: true)
default: break
}
// A solution that ends early must not end the judge that writes to it.
signal(SIGPIPE, SIG_IGN)
// A line at a time, also into a pipe: who watches a log wants to see it grow.
Runner.bufferLines()
CourseCommand.main()
