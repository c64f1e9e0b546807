/// A value that the course computed, in a form that can be compared with a number of the documents.
///
/// ```swift
/// [[Float(1), 2], [3, 4]].documentValue.shape  // [2, 2]
/// ```
public struct DocumentValue: Equatable, Sendable {
  /// The elements in row-major order, widened to Double, which represents every Float exactly.
  public let scalars: [Double]
  /// The shape, or nil for a ragged array.
  public let shape: [Int]?
  /// Whether the elements come from printed text and so have no more digits than it shows.
  public let isText: Bool

  /// A value with these elements and this shape.
  ///
  /// ```swift
  /// DocumentValue([1, 2, 3, 4], shape: [2, 2])
  /// ```
  public init(_ scalars: [Double], shape: [Int]?, isText: Bool = false) {
    self.scalars = scalars
    self.shape = shape
    self.isText = isText
  }
}

/// What `Page.check` can compare with a number of the documents.
///
/// ```swift
/// extension Tensor: ComparableWithDocuments {
///   public var documentValue: DocumentValue {
///     DocumentValue(scalars(as: Float.self).map(Double.init), shape: shape.dimensions)
///   }
/// }
/// ```
public protocol ComparableWithDocuments {
  /// The value as elements and a shape.
  var documentValue: DocumentValue { get }
}

extension Double: ComparableWithDocuments {
  /// The number itself.
  public var documentValue: DocumentValue { DocumentValue([self], shape: []) }
}

extension Float: ComparableWithDocuments {
  /// The number, widened.
  public var documentValue: DocumentValue { DocumentValue([Double(self)], shape: []) }
}

extension Int: ComparableWithDocuments {
  /// The number as a Double.
  public var documentValue: DocumentValue { DocumentValue([Double(self)], shape: []) }
}

extension Int32: ComparableWithDocuments {
  /// The number as a Double.
  public var documentValue: DocumentValue { DocumentValue([Double(self)], shape: []) }
}

extension Bool: ComparableWithDocuments {
  /// 1 for true, 0 for false.
  public var documentValue: DocumentValue { DocumentValue([self ? 1 : 0], shape: []) }
}

extension String: ComparableWithDocuments {
  /// The numbers in a printed text, such as `0.2243` or `[15 18  9]`, in their order; `True` and
  /// `False` count as 1 and 0.
  public var documentValue: DocumentValue {
    let separators: Set<Character> = ["[", "]", "(", ")", ",", " ", "\n", "\t"]
    let words = split(whereSeparator: separators.contains)
    let numbers = words.map { word -> Double in
      switch word {
      case "True", "true": 1
      case "False", "false": 0
      default: Double(word) ?? .nan
      }
    }
    return DocumentValue(numbers, shape: numbers.count == 1 ? [] : [numbers.count], isText: true)
  }
}

extension Array: ComparableWithDocuments where Element: ComparableWithDocuments {
  /// The elements side by side; the shape is nil when theirs differ.
  public var documentValue: DocumentValue {
    let values = map(\.documentValue)
    let inner = values.first.map(\.shape) ?? []
    let isRegular = values.allSatisfy { $0.shape == inner }
    return DocumentValue(
      values.flatMap(\.scalars), shape: isRegular ? inner.map { [count] + $0 } : nil,
      isText: values.contains(where: \.isText))
  }
}
