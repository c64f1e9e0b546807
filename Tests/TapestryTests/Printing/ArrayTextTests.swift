import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What NumPy printed, recorded by Data/array_text.py.
private struct Recording: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let dtype: String
    let shape: [Int]
    let values: [String]?
    let rule: [Double]?
    let `repr`: String
    let str: String

    var testDescription: String {
      let elements = rule.map { "rule \($0)" } ?? "\(values ?? [])"
      return "\(dtype) \(shape) \(elements.prefix(80))"
    }
  }

  let cases: [Case]
  let pythonFloats: [String]

  static let recorded: Recording = TestSupport.recording("array_text", in: .module)
}

extension Recording.Case {
  /// The array's texts as this package lays them out.
  func texts() throws -> (repr: String, str: String) {
    switch try #require(DType(rawValue: dtype)) {
    case .bool: try texts(read: { $0 == "1" }, convert: { $0 != 0 })
    case .int8: try texts(read: Int8.init, convert: Int8.init)
    case .int16: try texts(read: Int16.init, convert: Int16.init)
    case .int32: try texts(read: Int32.init, convert: Int32.init)
    case .int64: try texts(read: Int64.init, convert: Int64.init)
    case .uint8: try texts(read: UInt8.init, convert: UInt8.init)
    case .float16: try texts(read: { Double($0).map { Float16($0) } }, convert: { Float16($0) })
    case .float32: try texts(read: { Double($0).map { Float($0) } }, convert: { Float($0) })
    case .float64: try texts(read: { Double($0) }, convert: { $0 })
    }
  }

  private func texts<Element: Scalar>(
    read: (String) -> Element?, convert: (Double) -> Element
  ) throws -> (repr: String, str: String) {
    if let rule {
      func element(position: Int) -> Element {
        convert(rule[0] + rule[1] * Double(position % Int(rule[2])))
      }
      return (
        numpyRepr(shape: shape, element: element), numpyStr(shape: shape, element: element)
      )
    }
    let elements = try #require(values).map { try #require(read($0)) }
    return (
      numpyRepr(shape: shape) { elements[$0] }, numpyStr(shape: shape) { elements[$0] }
    )
  }
}

@Suite struct `Array text` {
  @Test(arguments: Recording.recorded.cases)
  private func `arrays are printed as NumPy prints them`(_ recorded: Recording.Case) throws {
    let (`repr`, str) = try recorded.texts()
    #expect(`repr` == recorded.repr)
    #expect(str == recorded.str)
  }

  @Test(arguments: Recording.recorded.pythonFloats)
  func `floats are printed as Python prints them`(_ text: String) throws {
    #expect(pythonFloatText(try #require(Double(text))) == text)
  }

  @Test func `only the edges of a huge array are read`() {
    var asked: [Int] = []
    let text = numpyStr(shape: [1_000_000, 1_000_000]) { position in
      asked.append(position)
      return Int32(position % 10)
    }
    let edges = [0, 1, 2, 999_997, 999_998, 999_999]
    #expect(asked == edges.flatMap { row in edges.map { row * 1_000_000 + $0 } })
    #expect(text.hasPrefix("[[0 1 2 ... 7 8 9]\n [0 1 2 ... 7 8 9]\n"))
  }

  @Test func `continuation lines are indented by the width of what precedes the array`() {
    let text = arrayText(shape: [2, 2], separator: ", ", prefixWidth: 4, suffixWidth: 0) {
      Float($0)
    }
    #expect(text == "[[0., 1.],\n     [2., 3.]]")
  }

  @Test func `a wider suffix breaks a line earlier`() {
    func lineCount(suffixWidth: Int) -> Int {
      arrayText(
        shape: [25], separator: ", ", prefixWidth: 0, suffixWidth: suffixWidth, element: { $0 % 10 }
      ).split(separator: "\n").count
    }
    #expect(lineCount(suffixWidth: 0) == 1)
    #expect(lineCount(suffixWidth: 1) == 2)
  }
}
