import CourseKit
import Foundation
import TestSupport
import Testing

// A chapter cannot show what the compiler refuses, so the texts take its messages from here.

/// Compiles against the engine as it was built, and returns the compiler's errors.
private func errors(in source: String) async throws -> String {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("g.swift")
  try source.write(to: file, atomically: true, encoding: .utf8)
  // The compiler looks for the C modules that the engine uses, but needs nothing of them: so the
  // test needs not know where their headers stand.
  let modules = folder.appendingPathComponent("module.modulemap")
  try "module COpenBLAS {}\nmodule CKernels {}\nmodule CZlib {}\n".write(
    to: modules, atomically: true, encoding: .utf8)
  let built = try CourseFiles.executable(.chapter3).deletingLastPathComponent()
  let result = try await run(
    URL(fileURLWithPath: "/usr/bin/env"),
    [
      "swiftc", "-typecheck", "-swift-version", "6",
      "-I", built.appendingPathComponent("Modules").path,
      "-Xcc", "-fmodule-map-file=\(modules.path)", file.path,
    ])
  return result.log.split(separator: "\n").filter { $0.contains(".swift:") }
    .map { $0.replacing(file.path, with: "g.swift") + "\n" }.joined()
}

@Test func `the compiler's refusal of a tensor as a condition is recorded for the texts`()
  async throws
{
  let text = try await errors(
    in: """
      import Tapestry

      func g(_ x: Tensor) -> Tensor {
        if (x < 0).any() {
          return square(x)
        }
        return x
      }
      """)
  try CourseFiles.goldens().check("compiler.txt", text)
}
