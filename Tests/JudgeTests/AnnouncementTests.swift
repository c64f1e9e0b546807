import Testing

@testable import Judge

@Suite struct AnnouncementTests {
  private static let text = """
    # Chapter 1

    ## 1. Tensors

    \(Bench.exercise.announcement)

    ## 2. Operations

    """

  @Test func `an announcement holds title, points, difficulty, statement and command`() {
    #expect(
      Bench.exercise.announcement == """
        > **Exercise 1.1 · Twice as much** · 10 points · ●
        >
        > Twice the number.
        >
        > `swift run course check 1.1`
        """)
    #expect(Bench.exercise.announcementFaults(in: Self.text).isEmpty)
  }

  @Test(arguments: [
    ("missing", "Exercise 1.1", "Exercise 1.11", "does not announce it"),
    ("other points", "10 points", "5 points", "does not announce what"),
    ("twice", "## 2. Operations", "> **Exercise 1.1**", "announces it 2 times"),
    ("other section", "## 1. Tensors", "## 4. Inside", "its section is 1"),
  ])
  func `a text that says something else is noticed`(
    name: String, part: String, replacement: String, fault: String
  ) {
    let text = Self.text.replacing(part, with: replacement)
    let faults = Bench.exercise.announcementFaults(in: text)
    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
  }

  @Test func `recording fills in what an author has begun and leaves the rest alone`() {
    let begun = "before\n\n> **Exercise 1.1**\n\nafter\n"
    let filled = Bench.exercise.announced(in: begun)
    #expect(filled == "before\n\n\(Bench.exercise.announcement)\n\nafter\n")
    #expect(Bench.exercise.announced(in: filled) == filled)
  }
}
