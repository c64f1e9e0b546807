import ArgumentParser
import Foundation
import Judge

/// `course site`: the texts as a site, with the reference of the engine.
struct Site: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: builds the texts as a site, and the reference.",
    discussion: """
      Sphinx builds the Markdown of Chapters; Chapters/requirements.txt names its versions. The pages
      print well: a PDF is the browser's print of a page, with its answers unfolded. '.ci/site DIR'
      reads the whole site with Chromium, and with PDF=FOLDER prints each page. The reference needs a \
      web server: 'python3 -m http.server --directory DIR'.
      """)

  @Option(help: "The folder to write.") var out: String
  @Flag(help: "Leave the reference out.") var textsOnly = false

  func run() throws {
    let workshop = try Workshop()
    let out = URL(fileURLWithPath: out).standardizedFileURL.path
    let python = try Self.python(workshop.workplace)
    // Warnings are errors: a dead link, or a missing figure.
    let tags = textsOnly ? [] : ["-t", "reference"]
    try workshop.run(
      [python, "-m", "sphinx", "-q", "-W", "-E"] + tags + ["-b", "html", "Chapters", out])
    if !textsOnly {
      try workshop.run([".ci/documentation", "\(out)/reference", "reference"], isQuiet: true)
    }
    print("\(out)/index.html")
  }

  /// A Python that has what the site needs.
  private static func python(_ workplace: Workplace) throws -> String {
    let own = workplace.path(".build/site-tools/bin/python")
    for python in [own, "python3"] {
      let imports = "import furo, latex2mathml, myst_parser, sphinx"
      if workplace.output(of: python, ["-c", imports]) != nil { return python }
    }
    throw Workplace.Problem(
      """
      site: Sphinx and what it needs are not installed
        cure: python3 -m venv .build/site-tools && \
      .build/site-tools/bin/pip install -r Chapters/requirements.txt
      """)
  }
}
