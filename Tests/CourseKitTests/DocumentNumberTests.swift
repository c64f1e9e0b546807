import Foundation
import Testing

@testable import CourseKit

@Test func `every number of the five documents is carried`() {
  #expect(DocumentNumber.all.count == 249)
  #expect(Set(DocumentNumber.all.map(\.id)).count == 249)
}

@Test func `a number has a value or an interval, and as many elements as its shape says`() {
  for number in DocumentNumber.all {
    #expect((number.accept == nil) != (number.tolerance == nil), "\(number.id)")
    #expect((number.kind == .statistical) == (number.accept != nil), "\(number.id)")
    #expect(number.accept != nil || number.reference?.count == number.count, "\(number.id)")
    #expect(number.printed == nil || number.printed?.count == number.count, "\(number.id)")
  }
}

@Test func `the bits of a number are those of its value in decimal`() throws {
  for number in DocumentNumber.all where number.hex != nil {
    let oracle = try #require(number.oracle)
    #expect(number.reference == oracle, "\(number.id)")
  }
}

@Test func `the document's own value passes its own comparison`() throws {
  for number in DocumentNumber.all where number.accept == nil {
    let reference = try #require(number.reference)
    #expect(number.verdict(on: reference) == .exact, "\(number.id)")
    if let printed = number.printed {
      let text = printed.map(\.description).joined(separator: " ")
      #expect(!number.verdict(on: text).isOutside, "\(number.id)")
    }
  }
}

@Test func `nested, flat and text values give their elements and their shape`() {
  #expect([[1.0, 2], [3, 4]].documentValue == DocumentValue([1, 2, 3, 4], shape: [2, 2]))
  #expect([Float(0.5)].documentValue == DocumentValue([0.5], shape: [1]))
  #expect(Int32(7).documentValue == DocumentValue([7], shape: []))
  #expect([true, false].documentValue == DocumentValue([1, 0], shape: [2]))
  #expect("[15 18  9]".documentValue == DocumentValue([15, 18, 9], shape: [3], isText: true))
  #expect("True".documentValue == DocumentValue([1], shape: [], isText: true))
  #expect([[1], [2, 3]].documentValue.shape == nil)
  #expect([Double]().documentValue.shape == [0])
}

@Test func `a whole id means one number, the beginning of ids means them all`() {
  let ids = { (name: String) in DocumentNumber.all.filter { $0.isMeant(by: name) }.map(\.id) }
  #expect(ids("001.mse.10") == ["001.mse.10"])
  #expect(ids("001.reduce") == ["001.reduce_sum_int", "001.reduce_sum_float"])
  #expect(ids("005.").isEmpty)
}
