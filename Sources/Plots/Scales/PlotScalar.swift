/// A number that can be drawn.
///
/// Everything is drawn as `Double`; the protocol only lists the types that numbers may have.
/// `BinaryFloatingPoint` would not do: epochs and counts are integers, and so are the elements of a
/// literal such as `[1, 2, 3]`.
///
/// ```swift
/// let figure = Figure.line([10, 20, 30], [4.5, 2.25, 1.125] as [Float])
/// ```
public protocol PlotScalar {
  /// The value as it is drawn.
  ///
  /// ```swift
  /// Float(0.5).plotted  // 0.5
  /// ```
  var plotted: Double { get }
}

extension Double: PlotScalar {
  /// The value itself.
  ///
  /// ```swift
  /// 0.5.plotted  // 0.5
  /// ```
  public var plotted: Double { self }
}

extension Float: PlotScalar {
  /// The value as `Double`, which is exact.
  ///
  /// ```swift
  /// Float(0.5).plotted  // 0.5
  /// ```
  public var plotted: Double { Double(self) }
}

extension Int: PlotScalar {
  /// The nearest `Double`.
  ///
  /// ```swift
  /// 3.plotted  // 3.0
  /// ```
  public var plotted: Double { Double(self) }
}

extension Array where Element: PlotScalar {
  /// The numbers as they are drawn.
  var plotted: [Double] { map(\.plotted) }
}
