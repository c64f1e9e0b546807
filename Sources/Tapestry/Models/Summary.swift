// A model's layers as a table, exactly as Keras prints it, with one exception: where Keras prints
// "multiple" for the layers of a subclass, this prints the shape in the latest call.

extension Model {
  /// A table of the layers, the shapes of their outputs and the numbers of their parameters.
  ///
  /// ```swift
  /// print(model.summary())
  /// ```
  ///
  /// - Precondition: every layer has been built; until then its parameters do not exist.
  /// - **Source:** book, chapter 3, section 1.
  public func summary() -> String {
    if let layer = layers.first(where: { !$0.isBuilt }) {
      misuse(
        "\(name).summary", "the layer '\(layer.name)' has not been built",
        cure: "call the model or fit it first, or build it for a shape: "
          + "model.build(inputShape: [32, 13])")
    }
    let rows = description.flatMap { $0.isRow ? nil : $0.connectedRows } ?? plainRows
    let table = SummaryTable(isConnected: rows.first { $0.count == 4 } != nil)
    let trainable = ModuleContents(self).trainableVariables.reduce(0) { $0 + $1.shape.elementCount }
    let counts = [
      "Total params: \(grouped(parameterCount))", "Trainable params: \(grouped(trainable))",
      "Non-trainable params: \(grouped(parameterCount - trainable))",
    ]
    return (["Model: \"\(name)\""] + table.lines(rows) + counts + [table.rule("_")])
      .joined(separator: "\n")
  }

  private var plainRows: [[String]] {
    let inputs = description.map { $0.inputs.map(\.summaryRow) } ?? []
    return inputs + layers.map(\.summaryRow)
  }
}

extension Layer {
  fileprivate var summaryRow: [String] {
    let shapes = (latestCall?.outputs ?? []).map { shape in
      batchShapeText(Shape(Array(shape.dimensions.dropFirst())))
    }
    let text = shapes.count == 1 ? shapes[0] : "[" + shapes.joined(separator: ", ") + "]"
    return ["\(name) (\(type(of: self).className))", text, String(parameterCount)]
  }
}

extension LayerOutput {
  fileprivate var summaryRow: [String] { ["\(input!.name) (InputLayer)", "[\(shape)]", "0"] }
}

extension ModelDescription {
  /// Whether each layer takes the output of the one before it.
  fileprivate var isRow: Bool {
    inputs.count == 1 && layers.count == calls.count
      && zip(calls, calls.dropFirst()).allSatisfy { before, call in
        call.inputs.count == 1 && call.inputs[0].call === before
      }
  }

  /// The inputs and layers in order of their distance from the outputs, each with its own inputs.
  fileprivate var connectedRows: [[String]] {
    let distance = Self.distances(calls)
    var rows: [(distance: Int, lines: [[String]])] = inputs.map {
      (distance[ObjectIdentifier($0.input!), default: 0], [$0.summaryRow + [""]])
    }
    for layer in layers {
      let own = calls.filter { $0.layer === layer }
      let sources = own.flatMap(\.inputs).map(connection)
      let first = layer.summaryRow + [sources.first ?? ""]
      let more = sources.dropFirst().map { ["", "", "", $0] }
      rows.append((own.map { distance[ObjectIdentifier($0), default: 0] }.max()!, [first] + more))
    }
    // A stable sort: layers at the same distance from the outputs stay in the order of the
    // description.
    return rows.enumerated()
      .sorted { ($1.element.distance, $0.offset) < ($0.element.distance, $1.offset) }
      .flatMap(\.element.lines)
  }

  /// Keras's name of a value: the layer, the index of the call, and the index of the call's output.
  private func connection(_ value: LayerOutput) -> String {
    guard let call = value.call else { return "\(value.input!.name)[0][0]" }
    let callIndex = calls.filter { $0.layer === call.layer }.firstIndex { $0 === call }!
    return "\(call.layer.name)[\(callIndex)][\(value.index)]"
  }
}

/// The columns of a summary.
private struct SummaryTable {
  let width: Int
  let ends: [Int]
  let titles: [String]

  init(isConnected: Bool) {
    width = isConnected ? 98 : 65
    let fractions = isConnected ? [0.33, 0.55, 0.67, 1] : [0.45, 0.85, 1]
    ends = fractions.map { [width] in Int(Double(width) * $0) }
    titles =
      ["Layer (type)", "Output Shape", "Param #"] + (isConnected ? ["Connected to"] : [])
  }

  func rule(_ mark: String) -> String { String(repeating: mark, count: width) }

  func lines(_ rows: [[String]]) -> [String] {
    var lines = [rule("_"), line(titles), rule("=")]
    for (index, row) in rows.enumerated() {
      lines.append(line(row))
      let continues = index + 1 < rows.count && rows[index + 1][0].isEmpty
      if !continues { lines.append(rule(index + 1 < rows.count ? "_" : "=")) }
    }
    return lines
  }

  /// Fields that are too long are truncated, and always leave a blank before the next.
  private func line(_ fields: [String]) -> String {
    var line = ""
    for (index, field) in fields.enumerated() {
      if index > 0 { line = line.dropLast() + " " }
      line = String((line + field).prefix(ends[index]))
      line += String(repeating: " ", count: ends[index] - line.count)
    }
    return line
  }
}

/// The digits of a number in groups of three.
private func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  return String(
    digits.enumerated().flatMap { index, digit in
      index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
    })
}
