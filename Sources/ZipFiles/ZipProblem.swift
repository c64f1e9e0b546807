/// What is wrong with an archive, or with what is to be added to one.
package struct ZipProblem: Error, Equatable {
  /// The entry concerned; nil for the archive as a whole.
  package let entry: String?
  /// What is wrong.
  package let problem: String
  /// What to do about it.
  package let cure: String

  init(_ problem: String, in entry: String? = nil, cure: String = "write or copy the file again") {
    self.entry = entry
    self.problem = problem
    self.cure = cure
  }
}
