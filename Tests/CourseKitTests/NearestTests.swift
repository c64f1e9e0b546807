import Testing

@testable import CourseKit

@Test func `the nearest name is the one with the fewest changes`() {
  #expect(nearest(to: "tensor", among: ["gradients", "tensors", "tents"]) == "tensors")
  #expect(nearest(to: "TENSORS", among: ["gradients", "tensors"]) == "tensors")
  #expect(nearest(to: "gradeints", among: ["gradients", "tensors"]) == "gradients")
}

@Test func `nothing is suggested for a name that resembles none`() {
  #expect(nearest(to: "xyz", among: ["gradients", "tensors"]) == nil)
  #expect(nearest(to: "xyz", among: []) == nil)
}
