// Exercise 4.3: who has variables?

import ExerciseKit
import Tapestry

/// All variables that an object holds, found with `Mirror`: in lists, tuples and optional
/// values, in dictionaries in the order of their keys, which are strings, and in the properties
/// of classes, those of the superclass first. Each variable is listed once, where it is met
/// first. A case shows the object as text, such as [a, (b, nil), Box(c, a)], where lowercase
/// letters are variables; Box has two properties, and Chest is a subclass of Box with a third.
func variables(in object: Any) throws -> [Variable] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
