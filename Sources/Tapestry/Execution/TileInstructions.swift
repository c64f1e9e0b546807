import CKernels

// What the program of a tiled loop consists of: instructions, the locations that they read and
// write, and what is prepared before the loop.

extension TileProgram {
  /// Where the elements of an operand are.
  enum Location: Hashable {
    /// In a tile buffer that begins at this offset, in bytes.
    case tile(offset: Int)
    /// In memory, as the value of this node. The stride is the number of bytes from one element to
    /// the next, 0 for one element that repeats.
    case memory(node: Int, stride: Int)
    /// In a repeated row, which begins at this offset and repeats after this number of elements.
    case row(offset: Int, period: Int)
  }

  /// An operand or result: an index into the list of locations, and the step from element to
  /// element, which is 1 for an array and 0 for one element that repeats.
  struct Operand {
    var location = 0
    var step = 1
  }

  /// One operation on a tile.
  struct Instruction {
    enum Kind {
      case loop(ElementLoop)
      /// Two operations, of which the first takes the first two operands.
      case pair(kernel_pair_f32)
      /// Repeats each of `period` elements so many times in succession, and then all of them again.
      case repetition(times: Int, period: Int)
      /// Takes the tile out of a larger tensor.
      case slice(RowSlice)
      /// Adds up the tile, or each of its rows, for a reduction.
      case reduce(Int)
    }
    let kind: Kind
    var first = Operand()
    var second = Operand()
    var third = Operand()
    var target = Operand()
  }

  /// A row that repeats.
  struct Row {
    let node: Int
    let offset: Int
    let period: Int
    /// The number of elements that are written out.
    let length: Int
  }

  /// A location in memory that moves on with each tile. While a tile of a large array is computed,
  /// the next one is prefetched, each location with a different instruction: the processor itself
  /// prefetches only a few lines, and would alternate between computing and waiting.
  struct Stream {
    let location: Int
    let stride: Int
  }

  /// A sum or mean that is formed in the same pass.
  struct FusedReduction {
    let node: Int
    /// The divisor of the sum.
    let divisor: Float
  }
}
