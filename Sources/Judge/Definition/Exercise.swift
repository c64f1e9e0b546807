import ExerciseKit

/// One exercise: what is asked, what is right, and what is known to go wrong.
///
/// ```swift
/// Exercise(
///   "1.7", "DiagonalView", "The diagonal is a view", section: "4", points: 10, difficulty: 2,
///   signature: "func diagonal(of view: View) throws -> View",
///   statement: "The diagonal of a two-dimensional view, without touching memory.",
///   hints: ["…", "…", "…"], mistakes: [Mistake("FirstColumn", "That is the first column: …")],
///   checks: [Check("views of all kinds") { random in [Case(View(rowMajor: [2, 3]))] }],
///   reference: { (view: View) -> View in … })
/// ```
///
/// The types of `reference` are those that are transferred: the arguments of each case, and the
/// results.
public struct Exercise: Sendable {
  /// Chapter and number: `1.3`.
  public let id: String
  /// The name of its files, without the number: `BroadcastShape`.
  public let name: String
  /// Its title.
  public let title: String
  /// The section of the chapter's text that makes it possible.
  public let section: String
  /// Its points; the exercises of a chapter add up to 100.
  public let points: Int
  /// From 1 (minutes) to 4 (an evening).
  public let difficulty: Int
  /// The declaration that the student completes, as it appears in the stub.
  public let signature: String
  /// What is asked, in a few sentences.
  public let statement: String
  /// Three hints, each of which reveals more than the one before.
  public let hints: [String]
  /// Functions that a solution may not use, since they are what it builds.
  public let without: [String]
  /// A closure, in Swift, that calls the student's code; nil to derive it from the signature.
  public let adapter: String?
  /// The names of the results that the adapter returns, for messages.
  let results: [String]
  /// The declaration in the stub, if it is more than the signature and `Unsolved`.
  public let body: String?
  /// How a solution is used in Miniature, for `course capstone`: the assignment to one of `Pieces`,
  /// in Swift; nil if it cannot be used there.
  public let piece: String?
  /// How far an answer may be from the reference.
  public let tolerance: Tolerance
  /// How long all cases together may take.
  public let seconds: Double
  /// Whether a solution is compiled with optimization.
  public let isOptimized: Bool
  /// The known mistakes.
  public let mistakes: [Mistake]
  /// What is checked, in order.
  public let checks: [Check]
  let expected: @Sendable ([Datum]) throws -> [Datum]
  let complaint: Complaint?
  /// Formats the arguments and the results for a student, by their types.
  let texts: (arguments: [TextFunction], results: [TextFunction])

  typealias Complaint =
    @Sendable (_ arguments: [Datum], _ answer: [Datum], _ expected: [Datum]) throws -> String?
  typealias TextFunction = @Sendable (Datum) -> String?

  /// An exercise.
  ///
  /// - Parameters:
  ///   - body: for a class: the declaration with all that the stub shows, and `unsolved()` within.
  ///   - results: the names of what the adapter returns, if it returns several values.
  ///   - law: says what is wrong with an answer, or nil. With it, an answer need not equal the
  ///     reference: any that obeys the law is right. It gets the arguments and the results.
  ///   - reference: the right answer, by plain loops where possible.
  public init<each Argument: Transferable, each Result: Transferable>(
    _ id: String, _ name: String, _ title: String, section: String, points: Int, difficulty: Int,
    signature: String, body: String? = nil, adapter: String? = nil,
    results: [String] = [], piece: String? = nil, without: [String] = [],
    statement: String, hints: [String], tolerance: Tolerance = .exact, seconds: Double = 5,
    isOptimized: Bool = false,
    mistakes: [Mistake], checks: [Check],
    law: (@Sendable (_ arguments: Values, _ answer: Values) throws -> String?)? = nil,
    reference: @escaping @Sendable (repeat each Argument) throws -> (repeat each Result)
  ) {
    self.id = id
    self.name = name
    self.title = title
    self.section = section
    self.points = points
    self.difficulty = difficulty
    self.signature = signature
    self.body = body
    self.adapter = adapter
    self.results = results
    self.piece = piece
    self.without = without
    self.statement = statement
    self.hints = hints
    self.tolerance = tolerance
    self.seconds = seconds
    self.isOptimized = isOptimized
    self.mistakes = mistakes
    self.checks = checks
    expected = { data in
      try transferring(data, through: reference)
    }
    complaint = overData(law)
    var texts: (arguments: [TextFunction], results: [TextFunction]) = ([], [])
    for type in repeat (each Argument).self { texts.arguments.append { type.text(for: $0) } }
    for type in repeat (each Result).self { texts.results.append { type.text(for: $0) } }
    self.texts = texts
  }
}

/// A law in the form that the judge calls. Outside the initializer, where the compiler fails on it.
private func overData(
  _ law: (@Sendable (_ arguments: Values, _ answer: Values) throws -> String?)?
) -> Exercise.Complaint? {
  guard let law else { return nil }
  return { arguments, answer, expected in
    try law(Values(arguments), Values(answer, expected: expected))
  }
}

/// Arguments or results, each readable in its type.
///
/// ```swift
/// law: { arguments, answer in
///   let sizes: [Int] = try arguments.value(0)
///   let offsets: [Int] = try answer.value(0)
///   return offsets.count == sizes.count ? nil : "each value needs an offset"
/// }
/// ```
public struct Values {
  private let data: [Datum]
  private let expectedData: [Datum]

  init(_ data: [Datum], expected: [Datum] = []) {
    self.data = data
    expectedData = expected
  }

  /// The value at an index, from 0.
  ///
  /// - Throws: `DatumMismatch` if it is of another type.
  public func value<Value: Transferable>(_ index: Int) throws -> Value {
    try Value(datum: index < data.count ? data[index] : .nothing)
  }

  /// The reference's value at an index of the answer. A law uses it and never calls the reference,
  /// which students' copies of the course do not have.
  ///
  /// - Throws: `DatumMismatch` if it is of another type, or these are arguments.
  public func expected<Value: Transferable>(_ index: Int) throws -> Value {
    try Value(datum: index < expectedData.count ? expectedData[index] : .nothing)
  }
}

extension Exercise {
  /// The number of the chapter.
  public var chapter: Int { Int(id.split(separator: ".")[0])! }
  /// The number within the chapter.
  public var number: Int { Int(id.split(separator: ".")[1])! }
  /// The name of its file and of the folder of its answers: `03-BroadcastShape`.
  public var fileName: String { (number < 10 ? "0" : "") + "\(number)-\(name)" }
  /// Where the student writes, below the package's root.
  public var stubPath: String { "Chapters/Chapter\(chapter)/Exercises/\(fileName).swift" }
  /// Where the solution and the wrong answers are, below the package's root.
  public var answersPath: String { "Tests/ExerciseTests/Answers/Chapter\(chapter)/\(fileName)" }
  /// Where the answers of the wrong solutions are recorded, below the package's root.
  public var fingerprintsPath: String {
    "Sources/Exercises/Fingerprints/Chapter\(chapter)/\(fileName).json"
  }
}
