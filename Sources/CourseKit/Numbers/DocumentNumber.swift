import Foundation
import Tapestry

/// A number, or an array of numbers, that one of the five documents prints or that follows from its
/// code.
///
/// ```swift
/// let loss = DocumentNumber.named("004.ch1.linreg.loss.100")
/// loss?.printed    // [0.2243]
/// loss?.tolerance  // 5e-05
/// ```
public struct DocumentNumber: Decodable, Sendable {
  /// How a number can be compared with that of a second run of the same code.
  public enum Kind: String, Decodable, Sendable {
    /// Independent of rounding: every correct program gives it.
    case exact
    /// Determined by the seeds of the document, up to the rounding of long sums.
    case seeded
    /// Drawn without a seed: only its distribution is known.
    case statistical
  }

  /// The name of the number: document, chapter, position and, in a series, step.
  public let id: String
  /// The document, by its three-digit name.
  public let document: String
  /// The chapter of the document, where it has chapters.
  public let chapter: Int?
  /// The document's heading, or the code block, that the number belongs to.
  public let block: String
  /// What the document computes, in its own code.
  public let expression: String
  /// How the number can be compared.
  public let kind: Kind
  /// The name of the dtype in the document.
  public let dtype: String
  /// The shape; empty for a scalar. The arrays below are flat, in row-major order.
  public let shape: [Int]
  /// The digits that the document shows, or nil if its output is missing.
  public let printed: [Double]?
  /// What TensorFlow 2.1.0 computes for the document's code, or nil for unseeded code.
  public let oracle: [Double]?
  /// The bits of `oracle` as float32 in hexadecimal, where they are known.
  public let hex: [String]?
  /// The largest difference per element that float32 rounding explains.
  public let tolerance: Double?
  /// The range of values that a fresh draw gives, five standard deviations to either side; for
  /// statistical numbers.
  public let accept: ClosedRange<Double>?

  /// Whether a name, which is an id or the beginning of several ids, means this number. A complete
  /// id means only its own number: `loss.10` is also the beginning of `loss.100`.
  func isMeant(by name: String) -> Bool {
    Self.named(name) == nil ? id.hasPrefix(name) : id == name
  }

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  /// The value with all its digits: the bits if they are known, else TensorFlow's result, else what
  /// the document shows.
  var reference: [Double]? {
    if let hex, dtype == "float32" {
      return hex.map { Double(Float(bitPattern: UInt32($0, radix: 16) ?? Float.nan.bitPattern)) }
    }
    return oracle ?? printed
  }
}

extension DocumentNumber {
  /// Every number of the five documents, in the documents' order.
  ///
  /// ```swift
  /// DocumentNumber.all.filter { $0.document == "003" }.map(\.id)
  /// ```
  ///
  /// - Precondition: the package's own resource can be read; otherwise the build is broken.
  public static let all: [DocumentNumber] = {
    guard let url = Bundle.module.url(forResource: "DocumentNumbers", withExtension: "json"),
      let data = try? Data(contentsOf: url),
      let numbers = try? JSONDecoder().decode([DocumentNumber].self, from: data)
    else {
      misuse(
        "DocumentNumber.all", "Resources/DocumentNumbers.json is missing or damaged.",
        cure: "build the package again: swift package clean && swift build")
    }
    return numbers
  }()

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  /// The number with that id, or nil.
  ///
  /// ```swift
  /// DocumentNumber.named("001.reduce_sum_int")?.printed  // [36.0]
  /// ```
  public static func named(_ id: String) -> DocumentNumber? { byName[id] }
}
