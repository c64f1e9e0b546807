import Tapestry

func uniforms(seed: Int64, seed2: Int64, from start: Int, count: Int) throws -> [Float] {
  var words = PhiloxWords(Philox(seed: seed, seed2: seed2))
  for _ in 0..<start { _ = words.next() }
  return (0..<count).map { _ in Float(words.next() & 0x7f_ffff) / 0x80_0000 }
}
