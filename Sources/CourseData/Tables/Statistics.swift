import Tapestry

/// A number that summarizes many cells. Missing ones are left out, as in pandas.
struct Statistic: Sendable {
  let name: String
  /// Whether it is computed from sums, which strings do not have.
  let needsNumbers: Bool
  let value: @Sendable ([Cell]) -> Cell

  static let count = Statistic(name: "count", needsNumbers: false) { cells in
    .integer(cells.count { $0 != .missing })
  }

  static let sum = Statistic(name: "sum", needsNumbers: true) { cells in
    var whole = 0
    for cell in cells {
      switch cell {
      // Wraps around, as NumPy's sums do: 64 bits suffice for counts, and a trap would be worse.
      case .integer(let integer): whole &+= integer
      case .bool(let value): whole &+= value ? 1 : 0
      default: return .number(numbers(cells).reduce(0, +))
      }
    }
    return .integer(whole)
  }

  static let mean = Statistic(name: "mean", needsNumbers: true) { cells in
    Statistic.mean(of: numbers(cells)).cell
  }

  static let standardDeviation = Statistic(name: "std", needsNumbers: true) { cells in
    let numbers = numbers(cells)
    guard numbers.count > 1 else { return .missing }
    let mean = Statistic.mean(of: numbers)
    let squares = numbers.map { ($0 - mean) * ($0 - mean) }
    // Divides by one less than the count, since the mean was estimated from the same numbers.
    return (squares.reduce(0, +) / Double(numbers.count - 1)).squareRoot().cell
  }

  static let min = Statistic(name: "min", needsNumbers: false) { cells in
    cells.filter { $0 != .missing }.min(by: Cell.precedes) ?? .missing
  }

  static let max = Statistic(name: "max", needsNumbers: false) { cells in
    cells.filter { $0 != .missing }.max(by: Cell.precedes) ?? .missing
  }

  /// The number below which a fraction of the cells lies, interpolated linearly between neighbors.
  static func quantile(_ fraction: Double, name: String) -> Statistic {
    Statistic(name: name, needsNumbers: true) { cells in
      let sorted = numbers(cells).sorted()
      guard !sorted.isEmpty else { return .missing }
      let position = fraction * Double(sorted.count - 1)
      let lower = Int(position)
      let upper = Swift.min(lower + 1, sorted.count - 1)
      let weight = position - Double(lower)
      if weight == 0 { return sorted[lower].cell }
      return (sorted[lower] + (sorted[upper] - sorted[lower]) * weight).cell
    }
  }

  /// The rows of `describe`.
  static let summary: [Statistic] = [
    .count, .mean, .standardDeviation, .min, .quantile(0.25, name: "25%"),
    .quantile(0.5, name: "50%"), .quantile(0.75, name: "75%"), .max,
  ]

  private static func numbers(_ cells: [Cell]) -> [Double] { cells.compactMap(\.number) }

  private static func mean(of numbers: [Double]) -> Double {
    numbers.isEmpty ? .nan : numbers.reduce(0, +) / Double(numbers.count)
  }
}

extension Series {
  /// The smallest value; for strings, the first one in alphabetical order.
  ///
  /// ```swift
  /// print(history["testing_loss"].min())  // 49.352027893066406
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 1.
  public func min() -> Cell { Statistic.min.value(cells) }

  /// The largest value; for strings, the last one in alphabetical order.
  ///
  /// ```swift
  /// history["epoch"].max().number  // 10000
  /// ```
  public func max() -> Cell { Statistic.max.value(cells) }

  /// The sum of the values.
  ///
  /// ```swift
  /// history["epoch"].sum().number  // 505000
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func sum() -> Cell { value(.sum) }

  /// The mean of the values.
  ///
  /// ```swift
  /// houses["price"].mean().number
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func mean() -> Cell { value(.mean) }

  /// The standard deviation, with one less than the count as the divisor.
  ///
  /// ```swift
  /// houses["price"].standardDeviation().number
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func standardDeviation() -> Cell { value(.standardDeviation) }

  /// The number below which a fraction of the values lies.
  ///
  /// ```swift
  /// houses["price"].quantile(0.5)  // the median
  /// ```
  ///
  /// - Precondition: The column holds no strings, and the fraction is from 0 to 1.
  public func quantile(_ fraction: Double) -> Cell {
    guard (0...1).contains(fraction) else {
      misuse("Series.quantile", "\(fraction) is not a fraction", cure: "give a number from 0 to 1")
    }
    return value(.quantile(fraction, name: "quantile"))
  }

  /// Count, mean, standard deviation, extremes and quartiles.
  ///
  /// ```swift
  /// print(houses["price"].describe())
  /// ```
  ///
  /// - Precondition: The column holds no strings.
  public func describe() -> Series {
    requireNumbers("describe")
    // All of them floating-point, so that counts and means fit in one column.
    let numbers = Statistic.summary.map { ($0.value(cells).number ?? .nan).cell }
    return Series(
      Column(name, numbers), labels: Column(nil, Statistic.summary.map { .text($0.name) }))
  }

  private func value(_ statistic: Statistic) -> Cell {
    requireNumbers(statistic.name)
    return statistic.value(cells)
  }
}

extension Table {
  /// The smallest value of each column.
  ///
  /// ```swift
  /// print(history.min())
  /// ```
  public func min() -> Series { reduced(.min) }

  /// The largest value of each column.
  ///
  /// ```swift
  /// print(history.max())
  /// ```
  public func max() -> Series { reduced(.max) }

  /// The mean of each column that has no strings.
  ///
  /// ```swift
  /// print(history.mean())
  /// ```
  public func mean() -> Series { reduced(.mean) }

  /// Count, mean, standard deviation, extremes and quartiles of each column of numbers.
  ///
  /// ```swift
  /// print(houses.describe())
  /// ```
  public func describe() -> Table {
    Table(
      columns: columns.filter { $0.kind == .integer || $0.kind == .number }.map {
        Series($0, labels: labels).describe().values
      },
      labels: Column(nil, Statistic.summary.map { .text($0.name) }))
  }

  private func reduced(_ statistic: Statistic) -> Series {
    let columns = columns.filter { !statistic.needsNumbers || $0.kind.isNumeric }
    return Series(
      Column(nil, columns.map { statistic.value($0.cells) }),
      labels: Column(nil, columns.map { .text($0.name ?? "") }))
  }
}
