import Tapestry

/// The header before the elements of an array in NumPy's format: a Python dictionary as text.
struct NumPyHeader: Equatable {
  var dtype: DType
  var isBigEndian = false
  var isFortranOrder = false
  var dimensions: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// What is wrong with a header, and the cure.
  struct Problem: Error, Equatable {
    let problem: String
    var cure = "write the array again: numpy.save(file, array)"
    /// Whether the header is in order, but tensors lack the type of the elements.
    var isOfType = false
  }

  /// NumPy's names of the types, without the byte order.
  private static let codes: [(code: String, dtype: DType)] = [
    ("b1", .bool), ("i1", .int8), ("i2", .int16), ("i4", .int32), ("i8", .int64), ("u1", .uint8),
    ("f2", .float16), ("f4", .float32), ("f8", .float64),
  ]

  init(dtype: DType, dimensions: [Int]) {
    self.dtype = dtype
    self.dimensions = dimensions
  }

  /// Parses a header: the three keys in any order, and nothing else.
  init(_ text: [UInt8]) throws(Problem) {
    var parser = LiteralParser(text)
    var descr: String?
    var isFortranOrder: Bool?
    var dimensions: [Int]?
    guard parser.take("{") else { throw Problem(problem: "its header is not a dictionary") }
    while !parser.take("}") {
      guard let key = parser.string(), parser.take(":") else {
        throw Problem(problem: "its header has a key that cannot be read")
      }
      switch key {
      case "descr" where descr == nil:
        if parser.peek == UInt8(ascii: "[") {
          throw Problem(
            problem: "it holds a structured array", cure: "save each field as an array of its own",
            isOfType: true)
        }
        descr = parser.string()
        if descr == nil { throw Problem(problem: "its 'descr' cannot be read") }
      case "fortran_order" where isFortranOrder == nil:
        isFortranOrder = parser.take("True") ? true : parser.take("False") ? false : nil
        if isFortranOrder == nil { throw Problem(problem: "its 'fortran_order' cannot be read") }
      case "shape" where dimensions == nil:
        dimensions = parser.tuple()
        if dimensions == nil { throw Problem(problem: "its 'shape' cannot be read") }
      default: throw Problem(problem: "its header has the key '\(key)', or has it twice")
      }
      guard parser.take(",") || parser.peek == UInt8(ascii: "}") else {
        throw Problem(problem: "its header is not a dictionary")
      }
    }
    guard parser.isAtEnd, let descr, let isFortranOrder, let dimensions else {
      throw Problem(problem: "its header lacks 'descr', 'fortran_order' or 'shape'")
    }
    self.isFortranOrder = isFortranOrder
    self.dimensions = dimensions
    (dtype, isBigEndian) = try Self.elementType(descr)
  }

  private static func elementType(_ descr: String) throws(Problem) -> (DType, isBigEndian: Bool) {
    let (order, code) = (descr.first, descr.dropFirst())
    if code.hasPrefix("O") {
      throw Problem(
        problem: "it holds Python objects, which are programs", cure: "save an array of numbers",
        isOfType: true)
    }
    guard let order, "<>|".contains(order), let known = codes.first(where: { $0.code == code })
    else {
      throw Problem(
        problem: "it holds elements of the type '\(descr)', which no tensor has",
        cure: "convert the array before saving it: array.astype('float32')", isOfType: true)
    }
    return (known.dtype, order == ">")
  }

  /// Everything before the elements, which begin at a multiple of 64 bytes.
  var bytes: [UInt8] {
    let code = Self.codes.first { $0.dtype == dtype }!.code
    let order = dtype.size == 1 ? "|" : "<"
    let shape = dimensions.map { "\($0)," }.joined(separator: " ")
    let tuple = dimensions.count == 1 ? shape : String(shape.dropLast())
    let text = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(tuple)), }"
    // Version 2 is for headers of 64 KiB or more, for which a tensor would need thousands of
    // dimensions.
    let length = (10 + text.utf8.count + 1 + 63) / 64 * 64 - 10
    let padded = text + String(repeating: " ", count: length - text.utf8.count - 1) + "\n"
    return Self.magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(padded.utf8)
  }
}

/// Reads the few Python literals that headers consist of.
private struct LiteralParser {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  var peek: UInt8? {
    mutating get {
      while position < text.count, [0x20, 0x0a, 0x09].contains(text[position]) { position += 1 }
      return position < text.count ? text[position] : nil
    }
  }

  var isAtEnd: Bool { mutating get { peek == nil } }

  mutating func take(_ word: String) -> Bool {
    guard peek != nil, text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// A string in single or double quotes, without escapes, which no header has.
  mutating func string() -> String? {
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return nil
    }
    let rest = text[(position + 1)...]
    guard let end = rest.firstIndex(of: quote), !rest[..<end].contains(UInt8(ascii: "\\")) else {
      return nil
    }
    defer { position = end + 1 }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// Sizes in parentheses. Python 2 wrote an L after large ones.
  mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      var digits = ""
      while let digit = peek, (0x30...0x39).contains(digit) {
        digits.append(Character(UnicodeScalar(digit)))
        position += 1
      }
      guard let number = Int(digits) else { return nil }
      numbers.append(number)
      _ = take("L")
      guard take(",") || peek == UInt8(ascii: ")") else { return nil }
    }
    return numbers
  }
}
