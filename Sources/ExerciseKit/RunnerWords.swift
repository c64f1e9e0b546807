/// What the judge and the program that runs a solution say to each other beside the channel.
package enum RunnerWords {
  /// Its first argument where it has to lock itself in.
  package static let locked = "locked"
  /// Its first argument where the walls stand already: it limits itself and does not lock itself in.
  package static let boxed = "boxed"
  /// What it says before it loads the solution, which may write anything from then on.
  package static let loading = "\u{1}loading"
  /// How it says why it leaves: because it failed itself, or after `loading` the solution.
  package static let failure = "\u{1}judge "
}
