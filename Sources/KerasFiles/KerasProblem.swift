import FileAccess
import Foundation
import HDF5
import Tapestry
import ZipFiles

/// What is wrong with the content of a file; the format adds the file's path.
struct KerasProblem: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

extension HDF5Error {
  /// The description in a single sentence, as part of another error.
  var sentence: String {
    switch self {
    case .malformed(let problem): problem
    case .unsupported(let problem, let cure), .unwritable(let problem, let cure):
      "\(problem); \(cure)"
    }
  }
}

/// Runs `body`, which writes a model, and names the file in its errors.
///
/// - Throws: `SavedModelError` for a model that the format cannot hold or a file that cannot be
///   written.
func writingModel(to url: URL, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as KerasProblem {
    throw SavedModelError.unwritable(
      file: url.path, reason: error.text,
      cure: "write it as JSON, with a path that ends in .json")
  } catch let error as HDF5Error {
    throw SavedModelError.unwritable(
      file: url.path, reason: error.sentence, cure: "write it as JSON")
  } catch let error as ZipProblem {
    throw SavedModelError.unwritable(file: url.path, reason: error.problem, cure: error.cure)
  } catch let error as FileProblem {
    throw SavedModelError.unwritable(file: url.path, reason: error.problem, cure: error.cure)
  }
}

/// Runs `body`, which reads a model, and names the file in its errors.
///
/// - Throws: `SavedModelError` for a file that cannot be read or holds no model.
func readingModel<Result>(from url: URL, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as FileProblem {
    throw SavedModelError.unreadable(file: url.path, reason: error.problem)
  } catch let error as ZipProblem {
    let entry = error.entry.map { "its entry '\($0)': " } ?? ""
    throw SavedModelError.malformed(file: url.path, problem: entry + error.problem)
  } catch let error as KerasProblem {
    throw SavedModelError.malformed(file: url.path, problem: error.text)
  } catch let error as HDF5Error {
    throw SavedModelError.malformed(file: url.path, problem: error.sentence)
  }
}
