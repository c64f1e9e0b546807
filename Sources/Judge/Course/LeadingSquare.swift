import ExerciseKit

extension Datum {
  var isTable: Bool {
    switch self {
    case .array(let array): array.shape.count >= 2
    case .list(let elements): elements.contains { $0.isTable }
    default: false
    }
  }

  /// Arrays cut to equally many rows and columns.
  var leadingSquare: Datum {
    switch self {
    case .list(let elements): .list(elements.map(\.leadingSquare))
    case .array(let array) where array.shape.count >= 2: .array(array.leadingSquare)
    default: self
    }
  }
}

extension NumberArray {
  fileprivate var leadingSquare: NumberArray {
    let rows = shape[shape.count - 2]
    let columns = shape[shape.count - 1]
    let size = min(rows, columns)
    guard rows != columns else { return self }
    let all = numbers
    let tables = rows * columns == 0 ? 0 : all.count / (rows * columns)
    var kept: [Double] = []
    for table in 0..<tables {
      for row in 0..<size {
        let start = (table * rows + row) * columns
        kept += all[start..<start + size]
      }
    }
    return NumberArray(kind: kind, shape: shape.dropLast(2) + [size, size], numbers: kept)
  }
}
