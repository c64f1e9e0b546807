import CourseKit
import Plots
import Tapestry

func views(_ page: Page) throws {
  // None of these copies an element; each is another way to walk the same memory.
  let table = reshape(Tensor.range(6), [2, 3])
  print(table)
  print(transpose(table))
  print(table[.all, .by(-1)])
  print(broadcast(table[0], to: [3, 3]))

  // Each number of the table is its own index in memory, so a view's numbers show how it walks.
  try page.figure(
    "ch1_strides",
    walks([
      ("table: strides (3, 1)", table), ("transpose(table): strides (1, 3)", transpose(table)),
      ("table[.all, .by(-1)]: strides (3, -1)", table[.all, .by(-1)]),
      ("broadcast(table[0], to: [3, 3]): strides (0, 1)", broadcast(table[0], to: [3, 3])),
    ]))
  try page.figure("ch1_broadcasting", broadcasting())
}

private let rowColors: [Color] = [.blue, .orange, .green]

/// Memory as a strip, the steps of each row as arrows over it, and what the view shows beside it.
private func walks(_ views: [(title: String, view: Tensor)]) -> Figure {
  var figure = Figure(
    width: 13, height: 6, title: "Four walks through one memory", rows: 2, columns: 2)
  for (panel, (title, view)) in views.enumerated() {
    var axes = figure[panel / 2, panel % 2]
    axes.title = title
    axes.makeSketch(x: -0.2, 10.4, y: -0.2, 3.4)
    for cell in 0..<6 { axes.cell("\(cell)", x: Double(cell), y: 0) }
    for (row, line) in unstack(view).enumerated() {
      let color = rowColors[row]
      let centers = line.scalars(as: Int32.self).map { Double($0) + 0.5 }
      // Rows that walk over the same cells stand above one another.
      let lift = Double(row) * 0.25
      for (from, to) in zip(centers, centers.dropFirst()) {
        axes.arc(
          from: from, to: to, y: 1.05 + (view.shape == [3, 3] ? 2 * lift : 0),
          height: 0.35 + 0.3 * abs(to - from), color: color)
      }
      for (column, center) in centers.enumerated() {
        axes.cell(
          "\(Int(center))", x: 7 + Double(column), y: 2 - Double(row), color: color.opacity(0.25))
      }
    }
    figure[panel / 2, panel % 2] = axes
  }
  return figure
}

/// A column and a row, what each repeats, and their sum.
private func broadcasting() -> Figure {
  let (column, row) = (Tensor([[10], [20], [30]]), Tensor([[1, 2]]))
  let tables: [(left: Double, sign: String, own: Shape, table: Tensor)] = [
    (0, "+", column.shape, broadcast(column, to: [3, 2])),
    (3, "=", row.shape, broadcast(row, to: [3, 2])), (6, "", [3, 2], column + row),
  ]
  var figure = Figure(width: 8, height: 3.4, title: "Shapes (3, 1) and (2,) make (3, 2)")
  figure.axes.makeSketch(x: -0.1, 8.1, y: -0.1, 3.1)
  for (left, sign, own, table) in tables {
    for (line, numbers) in unstack(table).enumerated() {
      for (index, number) in numbers.scalars(as: Int32.self).enumerated() {
        // What is repeated is pale: it stands nowhere in memory.
        let isThere = line < own.dimensions[0] && index < own.dimensions[1]
        figure.cell(
          "\(number)", x: left + Double(index), y: 2 - Double(line),
          color: isThere ? .amber.opacity(0.5) : .amber.opacity(0.1))
      }
    }
    if !sign.isEmpty {
      figure.cell(sign, x: left + 2.25, y: 1.25, width: 0.5, height: 0.5, color: .white.opacity(0))
    }
  }
  return figure
}

extension Axes {
  /// Room for cells and arrows: nothing but them.
  fileprivate mutating func makeSketch(
    x left: Double, _ right: Double, y low: Double, _ high: Double
  ) {
    (showsTicks, showsFrame, hasEqualAspect) = (false, false, true)
    xLimits = .from(left, to: right)
    yLimits = .from(low, to: high)
  }
}
