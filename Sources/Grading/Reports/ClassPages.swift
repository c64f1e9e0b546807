import Foundation
import Judge

/// A class as pages for a browser: one for the class, and one for each student. They have no
/// scripts and are readable on a phone.
struct ClassPages {
  let rows: [ClassRow]

  /// The page of the class.
  var index: String {
    page(
      "The class",
      """
      <p>\(rows.count) students, \(rows.first?.record.exercises.count ?? 0) exercises,
      mean \(ClassTable.number(mean)) of \(ClassTable.number(most)) points.</p>
      <h2>How points are distributed</h2>
      \(distribution)
      <h2>Exercises</h2>
      \(exerciseTable)
      <h2>The commonest mistakes</h2>
      \(mistakes)
      <h2>Students</h2>
      \(studentTable)
      """)
  }

  /// The page of a student.
  func page(of row: ClassRow) -> String {
    let record = row.record
    let exercises = record.exercises.map { exercise in
      let checks = exercise.checks.map { check in
        """
        <li>\(Self.mark(check.isPassed)) \(Markup.escaped(check.name))\
        \(check.isMandatory ? " (mandatory)" : "")\
        \(check.shown == nil ? ", not run" : "")</li>
        """
      }
      let isPassed = exercise.category == .passed
      return """
        <section class="exercise">
        <h2>\(Self.mark(isPassed)) \(exercise.id) \(Markup.escaped(exercise.title))</h2>
        <p>\(Markup.escaped(exercise.category.rawValue)): \(ClassTable.number(exercise.score)) of \
        \(ClassTable.number(exercise.points)) points</p>
        \(isPassed ? "" : "<pre>\(Markup.escaped(exercise.message))</pre>")
        <ul class="checks">\(checks.joined(separator: "\n"))</ul>
        </section>
        """
    }
    let penalty =
      row.penalty > 0 ? " less \(ClassTable.number(row.penalty * record.raw)) for lateness" : ""
    let attempt = record.attempt == record.student ? "" : " Attempt \(record.attempt)."
    let submitted = record.submitted.map { " Handed in \($0.formatted(.iso8601))." } ?? ""
    return page(
      record.student,
      """
      <p><a href="index.html">The class</a></p>
      <p><strong>\(ClassTable.number(row.total)) of \(ClassTable.number(record.most)) points</strong>:
      \(ClassTable.number(record.raw)) earned\(penalty).\(Markup.escaped(attempt))\(submitted)</p>
      \(record.regrade.isEmpty
        ? "" : "<p>To be judged again: \(record.regrade.joined(separator: ", ")).</p>")
      \(exercises.joined(separator: "\n"))
      """)
  }

  // MARK: Parts

  private var most: Double { rows.map(\.record.most).max() ?? 0 }
  private var mean: Double {
    rows.isEmpty ? 0 : rows.reduce(0) { $0 + $1.total } / Double(rows.count)
  }

  private var distribution: String {
    var counts = [Int](repeating: 0, count: 10)
    for row in rows {
      let share = row.record.most > 0 ? row.total / row.record.most : 0
      counts[max(0, min(9, Int(share * 10)))] += 1
    }
    let largest = max(1, counts.max()!)
    let lines = counts.enumerated().map { index, count in
      """
      <tr><th scope="row">\(index * 10) to \((index + 1) * 10) %</th>
      <td class="number">\(count)</td>
      <td class="bar"><span style="width: \(count * 100 / largest)%"></span></td></tr>
      """
    }
    return "<table class=\"distribution\">\(lines.joined(separator: "\n"))</table>"
  }

  private var exerciseTable: String {
    let exercises = rows.first?.record.exercises ?? []
    let lines = exercises.indices.map { index in
      let all = rows.map { $0.record.exercises[index] }
      let passed = all.count { $0.category == .passed }
      let categories = Dictionary(grouping: all.filter { $0.category != .passed }, by: \.category)
        .map { (words: $0.key.rawValue, count: $0.value.count) }
        .sorted { ($1.count, $0.words) < ($0.count, $1.words) }
      let others = categories.map { "\($0.count) \($0.words)" }.joined(separator: ", ")
      return """
        <tr><th scope="row">\(exercises[index].id) \(Markup.escaped(exercises[index].title))</th>
        <td class="number">\(passed) of \(rows.count)</td>
        <td class="bar"><span style="width: \(passed * 100 / max(1, rows.count))%"></span></td>
        <td>\(others)</td></tr>
        """
    }
    return """
      <table class="exercises">
      <thead><tr><th>exercise</th><th class="number">passed</th><th></th><th>others</th></tr></thead>
      <tbody>\(lines.joined(separator: "\n"))</tbody></table>
      """
  }

  private var mistakes: String {
    var counts: [String: Int] = [:]
    for exercise in rows.flatMap(\.record.exercises) {
      if let mistake = exercise.mistake { counts["\(exercise.id): \(mistake)", default: 0] += 1 }
    }
    guard !counts.isEmpty else { return "<p>None was recognized.</p>" }
    let commonest = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20)
    let lines = commonest.map {
      "<tr><td class=\"number\">\($0.value)</td><td>\(Markup.escaped($0.key))</td></tr>"
    }
    return "<table>\(lines.joined(separator: "\n"))</table>"
  }

  private var studentTable: String {
    let lines = rows.map { row in
      """
      <tr><td><a href="\(row.pageName).html">\(Markup.escaped(row.record.student))</a></td>
      <td class="number">\(ClassTable.number(row.total))</td>
      <td>\(Markup.escaped(row.worst.rawValue))</td></tr>
      """
    }
    return """
      <table><thead><tr><th>student</th><th class="number">total</th><th>worst</th></tr></thead>
      <tbody>\(lines.joined(separator: "\n"))</tbody></table>
      """
  }

  private static func mark(_ isGood: Bool) -> String {
    isGood ? "<span class=\"good\">✓</span>" : "<span class=\"bad\">✗</span>"
  }

  private func page(_ title: String, _ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>\(Markup.escaped(title))</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem;
      color: #1a1a1a; background: #fff; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #ddd;
      vertical-align: top; overflow-wrap: break-word; }
    td a { overflow-wrap: anywhere; }
    tbody th, .distribution th { font-weight: normal; }
    .distribution th, .number { width: 1%; white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    pre { background: #f4f4f4; padding: .7rem; overflow-x: auto; white-space: pre-wrap; }
    .exercises .bar { width: 20%; }
    .bar span { display: inline-block; height: .9em; background: #2a6f97; }
    .checks { list-style: none; padding-left: 0; } .good { color: #18794e; } .bad { color: #b42318; }
    h1 { overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2rem; }
    @media (max-width: 40rem) {
      .exercises thead { display: none; }
      .exercises th, .exercises td { display: block; width: auto; border: 0; padding: .1rem .5rem;
        text-align: left; }
      .exercises .bar { width: auto; }
      .exercises tr { display: block; padding: .4rem 0; border-bottom: 1px solid #ddd; } }
    @media (prefers-color-scheme: dark) {
      body { color: #eee; background: #16181c; } pre { background: #24272d; }
      th, td, .exercises tr { border-color: #3a3f47; } .bar span { background: #5b9fc9; } a { color: #8ab8ff; }
      .good { color: #63c99a; } .bad { color: #ff8f84; } }
    </style>
    </head>
    <body>
    <h1>\(Markup.escaped(title))</h1>
    \(body)
    </body>
    </html>

    """
  }
}
