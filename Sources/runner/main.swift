// What a student's file may import: the library that is loaded finds it in this executable.
import ExerciseKit
import Miniature
import Tapestry

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count > 1, [RunnerInterface.locked, RunnerInterface.boxed].contains(arguments[0])
else {
  Runner.leave("only the judge starts this program")
}
Runner.run(Array(arguments.dropFirst()), isInBox: arguments[0] == RunnerInterface.boxed)
