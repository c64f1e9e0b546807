import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let uniformsFrom = Exercise(
    "1.9", "UniformsFrom", "Start anywhere in the stream", section: "6", points: 10, difficulty: 3,
    signature: """
      func uniforms(seed: Int64, seed2: Int64, from start: Int, count: Int) throws -> [Float]
      """,
    statement: """
      The `count` numbers, beginning at index `start` (the first has index 0), of the stream that
      `Tensor.uniform` draws from `Philox(seed: seed, seed2: seed2)`, without drawing the earlier
      ones. Each block of the generator gives four numbers, x, y, z and w.
      """,
    hints: [
      "Which block holds the number at index `start`, and which of its four words is it?",
      "`skip` moves forward by blocks at once, and `next` draws a block. How a word becomes a "
        + "number is in the text.",
      "Skip start / 4 blocks, begin with word start % 4 of the next one, and take "
        + "Float(word & 0x7f_ffff) / 0x80_0000 of each word.",
    ],
    seconds: 2,
    mistakes: [
      Mistake("OnlyWholeBlocks", "Right for starts divisible by 4: a block holds four numbers."),
      Mistake(
        "CountsFromZero",
        "Still running at the start 10¹²: a block needs no block before it. Skip them."),
      Mistake(
        "TwentyFourBits",
        "Uniform, but other numbers: the lower 23 bits of each word count, not the upper 24."),
    ],
    checks: [
      Check("starts divisible by 4", share: 1) { random in
        [(0, 1), (0, 4), (8, 6), (4, 0)].map { start, count in
          Case(random.integer(0...999), random.integer(0...999), start, count)
        }
      },
      Check("other starts", share: 1, isMandatory: true) { random in
        [(1, 1), (2, 3), (3, 9), (101, 4)].map { start, count in
          Case(random.integer(0...999), random.integer(0...999), start, count)
        }
      },
      Check("far away", share: 1) { random in
        [Case(random.integer(0...999), random.integer(0...999), 1_000_000_000_003, 5)]
      },
    ],
    reference: { (seed: Int64, seed2: Int64, start: Int, count: Int) -> [Float] in
      (start..<start + count).map { index in
        var generator = Philox(seed: seed, seed2: seed2)
        generator.skip(index / 4)
        return Float(generator.block()[index % 4] & 0x7f_ffff) / 0x80_0000
      }
    })
}
