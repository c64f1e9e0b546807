import CourseKit
import Foundation
import Tapestry
import TestSupport
import Testing

// A chapter cannot print an error that ends it, so the texts take these from here.

@Test func `the errors that end a program are recorded for the texts`() async throws {
  let shapes = try await #require(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) {
    let (inputs, offsets) = (Tensor.ones([32, 5]), Tensor.ones([32]))
    print(inputs + offsets)
  }
  let types = try await #require(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) {
    let (counts, weights) = (Tensor([1, 2, 3]), Tensor([0.5, 0.25, 0.25]))
    print(counts * weights)
  }
  let text = try [shapes, types].map { try message(in: $0.standardErrorContent) }
  try CourseFiles.goldens().check("errors.txt", text.joined(separator: "\n"))
}

/// The engine's own lines: before them is the position in its source, after them a backtrace.
private func message(in output: [UInt8]) throws -> String {
  let text = String(decoding: output, as: UTF8.self)
  let start = try #require(text.range(of: "Fatal error: "), "\(text)").upperBound
  let cure = try #require(text.range(of: "\n  cure: ", range: start..<text.endIndex)).upperBound
  let end = text[cure...].firstIndex(of: "\n") ?? text.endIndex
  return text[start..<end] + "\n"
}
