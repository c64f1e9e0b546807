/// What the judge and the program that runs a solution communicate outside the channel.
package enum RunnerInterface {
  /// The runner's first argument if it has to sandbox itself.
  package static let locked = "locked"
  /// The runner's first argument if a sandbox is already in place: it sets limits only.
  package static let boxed = "boxed"
  /// The prefix of the reason that the runner gives when it exits. Once it has loaded the solution,
  /// these words may come from the solution.
  package static let failure = "\u{1}judge "
}
