import Judge

/// A class as JUnit XML: a suite for each student, a case for each exercise.
struct JUnitReport {
  let rows: [ClassRow]

  var text: String {
    let suites = rows.map { row in
      let exercises = row.record.exercises
      let cases = exercises.map { exercise in
        let name = Markup.escaped("\(exercise.id) \(exercise.title)")
        let start = "    <testcase classname=\"\(name)\" name=\"\(name)\""
        guard let element = Self.element(exercise.category) else { return start + "/>" }
        let message = Markup.escaped(exercise.category.rawValue)
        return """
          \(start)>
                <\(element) message="\(message)">\(Markup.escaped(exercise.message))</\(element)>
              </testcase>
          """
      }
      let count = { (element: String) in
        exercises.count { Self.element($0.category) == element }
      }
      return """
          <testsuite name="\(Markup.escaped(row.record.student))" tests="\(exercises.count)" \
        failures="\(count("failure"))" errors="\(count("error"))" skipped="\(count("skipped"))">
        \(cases.joined(separator: "\n"))
          </testsuite>
        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
      \(suites.joined(separator: "\n"))
      </testsuites>

      """
  }

  /// The corresponding JUnit element: a wrong answer is a failure, a crash an error, and an
  /// exercise that was not attempted is skipped.
  private static func element(_ category: Category) -> String? {
    switch category {
    case .passed: nil
    case .failed: "failure"
    case .unsolved, .missing: "skipped"
    default: "error"
    }
  }
}
