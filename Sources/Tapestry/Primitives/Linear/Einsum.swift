// Einstein's notation for products and sums over tensors. An equation is lowered to transposes,
// matrix products and sums, which bring their gradients and their speed with them.

/// Products of tensors in Einstein's notation: each letter of the equation names a dimension, and
/// dimensions that the result does not name are summed over.
///
/// ```swift
/// einsum("ij,jk->ik", a, b)      // the matrix product
/// einsum("bij,bjk->bik", a, b)   // one for each matrix of a batch
/// einsum("ii->", a)              // the trace
/// einsum("i,j->ij", x, y)        // the outer product
/// einsum("...ij->...ji", a)      // each matrix of a batch transposed
/// ```
///
/// Without an arrow, the result names, in alphabetical order, the letters that occur only once.
/// `...` stands for all dimensions that no letter names; they broadcast. Tensors are multiplied
/// from left to right, and each letter is summed over as soon as no later tensor needs it.
///
/// - **DTypes:** all numbers, the same for all tensors.
/// - **Gradient:** of each tensor.
/// - Precondition: the equation is well formed and fits the shapes; otherwise, the message names
///   the letter at fault.
public func einsum(_ equation: String, _ operands: any TensorConvertible...) -> Tensor {
  let parsed = EinsteinEquation(equation)
  var terms = parsed.terms(of: operands.map(\.tensor))
  let result = parsed.resultLabels(of: terms)
  var product = terms.removeFirst()
  while !terms.isEmpty {
    let next = terms.removeFirst()
    let needed = Set(terms.flatMap(\.labels)).union(result)
    product = product.multiplied(by: next, keeping: needed)
  }
  return product.summed(keeping: Set(result)).arranged(as: result).tensor.unchanged
}

// MARK: - The equation

/// What names a dimension.
private enum Label: Hashable, Comparable {
  /// A dimension that `...` stands for, counted backwards from the last one, so that dimensions of
  /// different tensors that broadcast together have the same name.
  case unnamed(Int)
  /// A letter.
  case letter(Character)

  static func < (a: Label, b: Label) -> Bool {
    switch (a, b) {
    case (.unnamed(let a), .unnamed(let b)): a > b
    case (.letter(let a), .letter(let b)): a < b
    case (.unnamed, .letter): true
    case (.letter, .unnamed): false
    }
  }
}

/// A parsed equation: for each tensor, and for the result if it is given, the letters, with nil for
/// `...`.
private struct EinsteinEquation {
  let text: String
  let inputs: [[Character?]]
  let output: [Character?]?

  init(_ text: String) {
    self.text = text
    let sides = text.filter { $0 != " " }.split(
      separator: "->", omittingEmptySubsequences: false)
    guard sides.count <= 2 else {
      misuse(
        "einsum", "'\(text)' has \(sides.count - 1) arrows",
        cure: "write the result once, after one arrow: \"ij,jk->ik\"")
    }
    inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map {
      Self.parse($0, of: text)
    }
    output = sides.count == 2 ? Self.parse(sides[1], of: text) : nil
    guard let output else { return }
    for (index, label) in output.enumerated() {
      let name = label.map { "letter '\($0)'" } ?? "'...'"
      if output[..<index].contains(label) {
        misuse(
          "einsum", "the result of '\(text)' names \(name) twice",
          cure: "name each dimension of the result once")
      }
      if !inputs.contains(where: { $0.contains(label) }) {
        misuse(
          "einsum", "the result of '\(text)' names \(name), which no tensor has",
          cure: "name only dimensions that appear before the arrow")
      }
    }
    if inputs.contains(where: { $0.contains(nil) }) && !output.contains(nil) {
      misuse(
        "einsum", "the result of '\(text)' leaves out '...'",
        cure: "write ... after the arrow too, or letters in place of it")
    }
  }

  private static func parse(_ term: Substring, of text: String) -> [Character?] {
    var labels: [Character?] = []
    var rest = term
    while let character = rest.first {
      if rest.hasPrefix("...") {
        labels.append(nil)
        rest = rest.dropFirst(3)
      } else if character.isASCII && character.isLetter {
        labels.append(character)
        rest = rest.dropFirst()
      } else {
        misuse(
          "einsum", "'\(text)' contains '\(character)'",
          cure: character == "."
            ? "write three dots for the dimensions that have no letter"
            : "write letters, commas between tensors, and one -> before the result")
      }
    }
    if labels.count(where: { $0 == nil }) > 1 {
      misuse(
        "einsum", "'\(term)' in '\(text)' has two '...'", cure: "write ... once for each tensor")
    }
    return labels
  }

  /// The tensors with a name for each dimension, each name once.
  func terms(of operands: [Tensor]) -> [Term] {
    guard operands.count == inputs.count else {
      misuse(
        "einsum", "'\(text)' is about \(inputs.count) tensors, but \(operands.count) are given",
        cure: "give one tensor for each group of letters between commas")
    }
    var sizes: [Label: (size: Int, index: Int)] = [:]
    return operands.indices.map { index in
      let operand = operands[index]
      guard operand.dtype != .bool else {
        misuse("einsum", "not defined for bool", cure: "cast first: cast(x, to: .float32)")
      }
      guard operand.dtype == operands[0].dtype else {
        misuse(
          "einsum",
          "tensor 0 is \(operands[0].dtype), tensor \(index) \(operand.dtype)",
          cure: "cast one of them: cast(x, to: .\(operands[0].dtype))")
      }
      let labels = labels(of: operand, index)
      for (label, size) in zip(labels, operand.shape.dimensions) {
        check(label, size, index, operands, &sizes)
      }
      return Term(tensor: operand, labels: labels).withoutRepetition()
    }
  }

  /// A name for each dimension of the tensor at `index`.
  private func labels(of operand: Tensor, _ index: Int) -> [Label] {
    let input = inputs[index]
    let letters = input.count { $0 != nil }
    let isOpen = letters < input.count
    guard isOpen ? letters <= operand.rank : letters == operand.rank else {
      let term = input.map { $0.map(String.init) ?? "..." }.joined()
      misuse(
        "einsum",
        "'\(term)' in '\(text)' names \(isOpen ? "at least " : "")\(letters) dimensions, but "
          + "tensor \(index) has shape \(operand.shape)",
        cure: "write one letter for each dimension, or ... for those without a letter")
    }
    let unnamed = operand.rank - letters
    return input.flatMap { letter in
      letter.map { [Label.letter($0)] } ?? (0..<unnamed).reversed().map { Label.unnamed($0) }
    }
  }

  /// Compares a dimension with the earlier ones of the same name.
  private func check(
    _ label: Label, _ size: Int, _ index: Int, _ operands: [Tensor],
    _ sizes: inout [Label: (size: Int, index: Int)]
  ) {
    guard let seen = sizes[label], seen.size != size else {
      sizes[label] = (size, index)
      return
    }
    let conflict =
      "\(seen.size) in tensor \(seen.index) of shape \(operands[seen.index].shape), and \(size) "
      + "in tensor \(index) of shape \(operands[index].shape)"
    switch label {
    case .letter(let letter):
      misuse(
        "einsum", "letter '\(letter)' of '\(text)' is \(conflict)",
        cure: "make these dimensions equal, or give them different letters")
    case .unnamed:
      guard seen.size == 1 || size == 1 else {
        misuse(
          "einsum", "a dimension of '...' in '\(text)' is \(conflict)",
          cure: "make the dimensions of ... equal, or one of them 1")
      }
      if seen.size == 1 { sizes[label] = (size, index) }
    }
  }

  /// The names of the result's dimensions.
  func resultLabels(of terms: [Term]) -> [Label] {
    let unnamed = Set(terms.flatMap(\.labels)).filter {
      if case .unnamed = $0 { true } else { false }
    }.sorted()
    if let output {
      return output.flatMap { letter in letter.map { [Label.letter($0)] } ?? unnamed }
    }
    var counts: [Character: Int] = [:]
    for letter in inputs.joined() { if let letter { counts[letter, default: 0] += 1 } }
    return unnamed + counts.filter { $0.value == 1 }.keys.sorted().map { .letter($0) }
  }
}

// MARK: - Lowering

/// A tensor with a name for each dimension.
private struct Term {
  var tensor: Tensor
  var labels: [Label]

  /// The diagonal of the dimensions that have the same letter.
  func withoutRepetition() -> Term {
    for (index, label) in labels.enumerated() {
      guard let other = labels[(index + 1)...].firstIndex(of: label) else { continue }
      let kept = labels.indices.filter { $0 != index && $0 != other }
      return Term(
        tensor: diagonal(transpose(tensor, kept + [index, other])),
        labels: kept.map { labels[$0] } + [label]
      ).withoutRepetition()
    }
    return self
  }

  /// The sum over the dimensions whose names are not needed.
  func summed(keeping needed: Set<Label>) -> Term {
    let axes = labels.indices.filter { !needed.contains(labels[$0]) }
    if axes.isEmpty { return self }
    return Term(tensor: tensor.sum(axis: axes), labels: labels.filter(needed.contains))
  }

  /// The dimensions in the given order.
  func arranged(as order: [Label]) -> Term {
    if labels == order { return self }
    return Term(
      tensor: transpose(tensor, order.map { labels.firstIndex(of: $0)! }), labels: order)
  }

  /// The product with another tensor, summed over the dimensions whose names are not needed.
  func multiplied(by other: Term, keeping needed: Set<Label>) -> Term {
    // Dimensions that only one of them has, and that are not needed later, are summed before the
    // product, so that there is less to multiply.
    let a = summed(keeping: needed.union(other.labels))
    let b = other.summed(keeping: needed.union(a.labels))
    let shared = a.labels.filter(b.labels.contains)
    let contracted = shared.filter { !needed.contains($0) }
    let batch = shared.filter(needed.contains)
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    let left = a.arranged(as: batch + rows + contracted).tensor
    if contracted.isEmpty || (rows.isEmpty && columns.isEmpty && !batch.isEmpty) {
      // A matrix product does not pay if there is nothing to sum, or only one short sum for each
      // element of a batch.
      let right = b.arranged(as: batch + columns + contracted).tensor
      let widened = left.widened(at: batch.count + rows.count, by: columns.count)
      let product = widened * right.widened(at: batch.count, by: rows.count)
      return Term(tensor: product, labels: batch + rows + columns + contracted)
        .summed(keeping: needed)
    }
    let right = b.arranged(as: batch + contracted + columns).tensor
    let product = matmul(
      left.merged(batch.count, rows.count), right.merged(batch.count, contracted.count))
    let sizes =
      product.shape.dimensions.prefix(batch.count)
      + left.shape.dimensions[batch.count..<(batch.count + rows.count)]
      + right.shape.dimensions.suffix(columns.count)
    return Term(tensor: reshape(product, Shape(Array(sizes))), labels: batch + rows + columns)
  }
}

extension Tensor {
  /// A batch of matrices: after the batch's dimensions, the next `rows` dimensions are merged into
  /// one, and the rest into another.
  fileprivate func merged(_ batch: Int, _ rows: Int) -> Tensor {
    let dimensions = shape.dimensions
    return reshape(
      self,
      Shape(
        dimensions[..<batch] + [
          dimensions[batch..<(batch + rows)].product(in: "einsum"),
          dimensions[(batch + rows)...].product(in: "einsum"),
        ]))
  }

  /// The tensor with `count` dimensions of size 1 inserted at a position.
  fileprivate func widened(at position: Int, by count: Int) -> Tensor {
    var dimensions = shape.dimensions
    dimensions.insert(contentsOf: [Int](repeating: 1, count: count), at: position)
    return reshape(self, Shape(dimensions))
  }
}
