import ExerciseKit
import Judge

extension Exercise {
  static let variablesInObject = Exercise(
    "4.3", "VariablesInObject", "Who has variables?", section: "5", points: 10, difficulty: 3,
    signature: "func variables(in object: Any) throws -> [Variable]",
    adapter: "{ (object: ObjectDescription) in try variables(in: object.object).map(\\.name) }",
    statement: """
      All variables that an object holds, found with `Mirror`: in lists, tuples and optional values,
      in dictionaries in the order of their keys, which are strings, and in the properties of
      classes, those of the superclass first. Each variable is listed once, where it is met first. A
      case shows the object as text, such as [a, (b, nil), Box(c, a)], where lowercase letters are
      variables; Box has two properties, and Chest is a subclass of Box with a third.
      """,
    hints: [
      """
      Write a function that visits a value: a variable is kept, anything else is opened with \
      `Mirror(reflecting: value)`, whose children are visited in turn.
      """,
      """
      A mirror's `superclassMirror` has the properties of the superclass. `Variable` is Hashable, \
      so a set knows which ones were met.
      """,
      """
      Where `displayStyle` is `.dictionary`, each child is a pair of key and value: sort the pairs by \
      key, and visit the values. Everything else is a loop over the children.
      """,
    ],
    mistakes: [
      Mistake(
        "CountedTwice",
        "One variable under two names is one variable: an optimizer would change it twice."
      ),
      Mistake(
        "DictionariesAsTheyCome",
        """
        A dictionary has no order of its own, and weights that change places cannot be saved: \
        sort by key.
        """
      ),
      Mistake(
        "SuperclassForgotten",
        """
        A variable of the superclass is missing: `children` are the properties of the class \
        itself.
        """
      ),
    ],
    checks: [
      Check("one thing") { _ in
        ["a", "7", "nil", "[]", "[a, b]", "Optional(a)", "(a, 3)", "Box(b, a)", "[a, a]"].map {
          Case(ObjectDescription($0))
        }
      },
      Check("dictionaries and classes", isMandatory: true) { _ in
        [
          "[\"z\": a, \"y\": b, \"x\": c, \"w\": d, \"v\": e]", "Chest(c, b, a)",
          "Box([\"b\": a, \"a\": Chest(b, c, d)], a)",
          "[(a, [b, Optional([\"k\": c])]), Box(c, d)]",
        ].map { Case(ObjectDescription($0)) }
      },
      Check("cupboards") { random in (0..<20).map { _ in Case(randomObject(&random, depth: 3)) }
      },
    ],
    reference: { (object: ObjectDescription) -> [String] in
      var names: [String] = []
      for name in namesInOrder(object) where !names.contains(name) { names.append(name) }
      return names
    })
}

private func namesInOrder(_ description: ObjectDescription) -> [String] {
  switch description {
  case .variable(let name): [name]
  case .number, .optional(nil): []
  case .optional(let content?): namesInOrder(content)
  case .list(let elements), .tuple(let elements), .properties(let elements):
    elements.flatMap(namesInOrder)
  case .dictionary(let elements):
    elements.sorted { $0.key < $1.key }.flatMap { namesInOrder($0.value) }
  }
}

private func randomObject(_ random: inout CaseRandom, depth: Int) -> ObjectDescription {
  func several(_ counts: ClosedRange<Int>) -> [ObjectDescription] {
    (0..<random.integer(counts)).map { _ in randomObject(&random, depth: depth - 1) }
  }
  switch random.integer(0...(depth > 0 ? 7 : 2)) {
  case 0: return .variable(random.element(["a", "b", "c", "d", "e", "f"]))
  case 1: return .variable(random.element(["g", "h", "i", "j"]))
  case 2: return random.integer(0...1) == 0 ? .number(7) : .optional(nil)
  case 3: return .list(several(0...4))
  case 4: return .tuple(several(2...3))
  case 5: return .optional(randomObject(&random, depth: depth - 1))
  case 6: return .properties(several(2...3))
  default:
    let elements = several(3...4)
    return .dictionary(Dictionary(uniqueKeysWithValues: zip(["s", "t", "u", "v"], elements)))
  }
}
