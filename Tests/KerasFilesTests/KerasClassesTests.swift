import FormatKinds
import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// A model for each class, and models of several: a written model predicts the same, and its
/// optimizer has the same state, when it is read again.
struct KerasClassesTests {
  @Test(arguments: [("keras", 10), ("keras-classes", 400), ("keras-functional", 12)])
  func `models of all classes are written and read in every form`(
    _ kind: String, _ least: Int
  ) throws {
    let folder = try TemporaryFolder()
    let kind = try #require(allKinds.first { $0.name == kind })
    try kind.write(to: folder.url)
    let report = CheckReport()
    try kind.check(folder.url, report)
    #expect(report.failures == 0)
    #expect(report.count > least)
  }

  @Test func `models of all classes that Keras wrote predict and remember what they did there`()
    throws
  {
    let folder = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Recordings/classes")
    let kind = try #require(allKinds.first { $0.name == "keras-classes" })
    let report = CheckReport()
    try kind.check(folder, report)
    #expect(report.failures == 0)
    #expect(report.count > 80)
  }

  @Test(arguments: ["Adam", "Ftrl", "Nadam", "SGD_schedule"])
  func `both files of Keras 3 bring the same state of an optimizer`(_ name: String) throws {
    let folder = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Recordings/classes")
    let file = folder.appendingPathComponent("optimizer_\(name)-keras3")
    let archived = try Sequential.load(
      from: file.appendingPathExtension("keras"), as: KerasArchiveFormat())
    let older = try Sequential.load(
      from: file.appendingPathExtension("h5"), as: KerasH5Format())
    #expect(archived.saved.optimizer?.weights.isEmpty == false)
    #expect(archived.saved.optimizer?.weights == older.saved.optimizer?.weights)
  }
}
