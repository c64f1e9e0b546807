// How pandas 1.0.5 lays out tables: columns side by side in a page of 80 characters, with dots for
// the rows and columns that do not fit.

/// The rows of a long table that are shown: the first and the last ones around a line of dots.
private struct ShownRows {
  private static let most = 60
  private static let atEachEnd = 5

  let indices: [Int]
  /// The position in `indices` that the dots come before, or nil if all rows are shown.
  let gap: Int?

  init(of count: Int) {
    if count <= Self.most {
      (indices, gap) = (Array(0..<count), nil)
    } else {
      indices = Array(0..<Self.atEachEnd) + Array(count - Self.atEachEnd..<count)
      gap = Self.atEachEnd
    }
  }
}

extension Table: CustomStringConvertible {
  private static let pageWidth = 80

  /// The table as pandas 1.0.5 prints it: at most 60 rows in full, else the first and the last
  /// five; as many columns as fit into 80 characters.
  ///
  /// ```swift
  /// print(history.tail())
  /// //    iteration  training_loss  testing_loss
  /// // 0        960      84.622253     83.714134
  /// // 1        970      84.622231     83.713562
  /// ```
  ///
  /// - **Source:** book, chapter 3, section 4.
  public var description: String {
    guard rowCount > 0, !columns.isEmpty else {
      return "Empty DataFrame\nColumns: \(Self.list(columns.map { .text($0.name ?? "") }))\n"
        + "Index: \(Self.list(labels.cells))"
    }
    let shown = ShownRows(of: rowCount)
    var limit = Swift.min(columns.count, Self.pageWidth)
    var blocks = blocks(shown, columnLimit: limit)
    let widths = blocks.map { $0.lazy.map(\.width).max() ?? 0 }
    let fitting = Self.columnsThatFit(widths)
    if fitting < blocks.count - 1 {
      limit = fitting
      blocks = self.blocks(shown, columnLimit: limit)
    }
    let text = Self.joined(blocks, spaces: 1)
    guard shown.gap != nil || limit < columns.count else { return text }
    return text + "\n\n[\(rowCount) rows x \(columns.count) columns]"
  }

  /// How many columns remain when columns are dropped from the middle until the rest fits beside
  /// the labels. The result may be one column too few, as in pandas.
  private static func columnsThatFit(_ widths: [Int]) -> Int {
    var widths = widths
    var excess = widths.reduce(0, +) + widths.count - 1 - pageWidth + 1
    while excess > 0, widths.count > 1 {
      // Python rounds a half to the even neighbor.
      let middle = Int((Double(widths.count) / 2).rounded(.toNearestOrEven))
      excess -= widths.remove(at: middle) + 1
    }
    return Swift.max(widths.count - 1, 2)
  }

  /// The labels and the columns as lists of lines: first the headers, then the rows.
  private func blocks(_ shown: ShownRows, columnLimit: Int) -> [[String]] {
    let isCut = columnLimit < columns.count
    let half = columnLimit / 2
    let shownColumns =
      isCut
      ? Array(0..<half) + Array(columns.count - half..<columns.count) : Array(columns.indices)

    // The name of the labels has a line of its own, below the names of the columns.
    let labelTexts = sameWidth(
      (labels.name.map { [escaped($0)] } ?? []) + labels.rows(shown.indices).labelTexts(), .left)
    let headerCount = 1 + labelTexts.count - shown.indices.count
    var blocks = [[header?.name ?? ""] + labelTexts]

    let names = (header ?? Column(nil, columnNames.map { .text($0) })).rows(shownColumns)
      .labelTexts()
    for (index, column) in shownColumns.enumerated() {
      // Whether a name leaves room for the sign depends on the first columns of the table, not on
      // those that are shown, as in pandas.
      let name = (columns[index].kind.isNumeric ? " " : "") + names[index]
      let texts = columns[column].rows(shown.indices).texts(width: name.width)
      let width = Swift.max(name.width, texts.first?.width ?? 0)
      let headers = [name] + Array(repeating: "", count: headerCount - 1)
      blocks.append(headers.map { $0.padded(to: width, .right) } + texts)
    }
    if isCut { blocks.insert(Array(repeating: " ...", count: blocks[0].count), at: half + 1) }

    guard let gap = shown.gap else { return blocks }
    for index in blocks.indices {
      let width = blocks[index].last?.width ?? 0
      let isDots = isCut && index == half + 1
      let dots = width > 3 || isDots ? "..." : ".."
      blocks[index].insert(
        dots.padded(to: width, index == 0 ? .left : .right), at: headerCount + gap)
    }
    return blocks
  }

  /// Blocks side by side; all but the last are padded.
  fileprivate static func joined(_ blocks: [[String]], spaces: Int) -> String {
    let widths = blocks.map { ($0.lazy.map(\.width).max() ?? 0) + spaces }
    return (blocks.first ?? []).indices.map { line in
      blocks.indices.map { index in
        index == blocks.count - 1
          ? blocks[index][line] : blocks[index][line].padded(to: widths[index], .left)
      }.joined()
    }.joined(separator: "\n")
  }

  private static func list(_ cells: [Cell]) -> String {
    let shown = cells.prefix(100).map(\.description).joined(separator: ", ")
    return "[" + shown + (cells.count > 100 ? ", ..." : "") + "]"
  }
}

extension Series: CustomStringConvertible {
  /// The column as pandas 1.0.5 prints it: a line for each row, then the name and the kind.
  ///
  /// ```swift
  /// print(experiments.groupBy("lr")["testing_loss"].min())
  /// // lr
  /// // 1.000000e-09    216.570267
  /// // 1.000000e-08    616.280029
  /// // Name: testing_loss, dtype: float64
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 1.
  public var description: String {
    let shown = ShownRows(of: count)
    let footer = [
      name.map { "Name: " + escaped($0) },
      shown.gap.map { _ in "Length: \(count)" },
      "dtype: \(kind)",
    ].compactMap(\.self).joined(separator: ", ")
    guard count > 0 else { return "Series([], \(footer))" }

    var labelTexts = labels.rows(shown.indices).labelTexts()
    var texts = values.rows(shown.indices).texts()
    if let gap = shown.gap {
      let width = texts[gap - 1].width
      texts.insert((width > 3 ? "..." : "..").padded(to: width, .center), at: gap)
      labelTexts.insert("", at: gap)
    }
    let lines = Table.joined([labelTexts, texts], spaces: 3)
    return (labels.name.map { escaped($0) + "\n" } ?? "") + lines + "\n" + footer
  }
}
