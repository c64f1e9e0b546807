import CourseKit
import Foundation
import Plots
import Tapestry

func randomNumbers(_ page: Page) throws {
  // The same seed gives the same numbers, and each operation draws its own.
  setRandomSeed(42)
  let first = Tensor.uniform([3])
  let second = Tensor.uniform([3])
  print(first)
  print(second)
  setRandomSeed(42)
  print((Tensor.uniform([3]) == first).all())

  // The first number by hand: the seed's first draw names the block, and 23 bits of its first word
  // are the fraction.
  var draws = MersenneTwister(seed: 42)
  let draw = draws.nextSeed()
  let word = Philox(seed: 42, seed2: Int64(draw)).block().x
  print("draw \(draw), word \(word), number \(Float(word & 0x7f_ffff) / 0x80_0000)")

  // A seed of its own makes an operation independent of those before it; asked again, it goes on.
  print(Tensor.uniform([3], from: 0, to: 5, seed: 22))
  print(Tensor.uniform([3], from: 0, to: 5, seed: 22))

  setRandomSeed(page.seed)
  let count = 200_000
  let samples = [
    ("uniform", Tensor.uniform([count], from: -3, to: 3)),
    ("normal", Tensor.normal([count])),
    ("truncated normal", Tensor.truncatedNormal([count])),
  ]
  for (name, sample) in samples {
    let label = name.padding(toLength: 18, withPad: " ", startingAt: 0)
    let (mean, deviation) = (sample.mean().number, sample.standardDeviation().number)
    print(label + String(format: "mean %6.3f, deviation %.3f", mean, deviation))
  }
  var figure = Figure(
    width: 12, height: 4, title: "\(count) random numbers each", rows: 1, columns: 3)
  for (column, (name, sample)) in samples.enumerated() {
    figure[0, column].histogram(
      sample.scalars(as: Float.self), bins: 64, within: -4...4, isDensity: true)
    figure[0, column].title = name
    figure[0, column].yLimits = .from(0, to: 0.5)
  }
  figure[0, 0].yLabel = "density"
  try page.figure("ch1_random_numbers", figure)
}
