import Judge
import Miniature

extension CaseRandom {
  /// A random view: its dimensions may be permuted, begin later, leave gaps, run backwards or
  /// repeat.
  mutating func view(rank: Int) -> View {
    let whole = View(rowMajor: (0..<rank).map { _ in integer(2...5) })
    var view = View(shape: [], strides: [], offset: 0)
    for dimension in (0..<rank).shuffled(using: &self) {
      let (size, stride) = (whole.shape[dimension], whole.strides[dimension])
      let first = integer(0...1)
      view.offset += first * stride
      switch integer(0...4) {
      case 0:
        // Backwards from the last element.
        view.offset += (size - 1 - first) * stride
        view.shape.append(size - first)
        view.strides.append(-stride)
      case 1:
        view.shape.append((size - first + 1) / 2)
        view.strides.append(2 * stride)
      case 2:
        view.shape.append(integer(1...3))
        view.strides.append(0)
      default:
        view.shape.append(size - first)
        view.strides.append(stride)
      }
    }
    return view
  }
}

extension View {
  /// As many numbers as the memory needs for this view, or a part of it.
  var reach: Int {
    offset + zip(shape, strides).reduce(1) { $0 + max(0, ($1.0 - 1) * $1.1) }
  }
}
