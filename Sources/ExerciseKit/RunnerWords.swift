/// What the judge and the program that runs a solution say to each other beside the channel.
package enum RunnerWords {
  /// Its first argument where it has to lock itself in.
  package static let locked = "locked"
  /// Its first argument where the walls stand already: it limits itself and does not lock itself in.
  package static let boxed = "boxed"
  /// How it says why it leaves. Once it loads the solution, these may be the words of that.
  package static let failure = "\u{1}judge "
}
