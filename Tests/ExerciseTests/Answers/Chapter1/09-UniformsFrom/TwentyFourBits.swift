import Tapestry

func uniforms(seed: Int64, seed2: Int64, from start: Int, count: Int) throws -> [Float] {
  var generator = Philox(seed: seed, seed2: seed2)
  generator.skip(start / 4)
  var numbers: [Float] = []
  var position = start % 4
  while numbers.count < count {
    let block = generator.next()
    while position < 4, numbers.count < count {
      numbers.append(Float(block[position] >> 8) / 0x100_0000)
      position += 1
    }
    position = 0
  }
  return numbers
}
