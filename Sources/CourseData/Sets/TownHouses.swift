import Foundation
import Tapestry

/// Houses of an invented town, drawn from a formula: data for exercises of which the truth is
/// known.
///
/// ```swift
/// let houses = TownHouses.table()
/// print(houses.head(3))
/// //     area  rooms   age  distance  price
/// // 0  171.1      5  71.0      13.6  315.4
/// // 1   58.8      3  30.3       4.5  181.2
/// // 2  135.2      6  69.9      15.0  232.3
/// ```
///
/// A price, in thousands, is
///
///     25 + area (3 - 0.1 distance) + 6 rooms - 0.5 age + noise
///
/// The second term is an interaction: a square metre costs less, the farther the house is from the
/// station, and no sum of one term for each column can say so. The noise is normal with a deviation
/// of 12, so no model can have a mean squared error far below 144 on new houses. One house in fifty
/// was sold within a family, at half the price; no column tells which.
///
/// The numbers are drawn from a stream of their own, and neither take from nor depend on the
/// program's seed.
public enum TownHouses {
  /// The columns that a model sees.
  ///
  /// ```swift
  /// TownHouses.table().tensor(TownHouses.featureNames)
  /// ```
  public static let featureNames = ["area", "rooms", "age", "distance"]
  /// The column to predict: what the house was sold for, in thousands.
  ///
  /// ```swift
  /// TownHouses.table()[TownHouses.targetName].mean()
  /// ```
  public static let targetName = "price"
  /// The standard deviation of the noise, in thousands.
  ///
  /// ```swift
  /// TownHouses.noise * TownHouses.noise  // 144, the best mean squared error
  /// ```
  public static let noise = 12.0

  /// What the formula gives before noise and families.
  ///
  /// ```swift
  /// TownHouses.formula(area: 100, rooms: 4, age: 20, distance: 5)  // 289
  /// ```
  ///
  /// - **Units:** square metres, years, kilometres.
  public static func formula(area: Double, rooms: Int, age: Double, distance: Double) -> Double {
    25 + area * (3 - 0.1 * distance) + 6 * Double(rooms) - 0.5 * age
  }

  /// Draws houses; the same ones for the same seed.
  ///
  /// ```swift
  /// TownHouses.table(count: 1000, seed: 7)["price"].mean()
  /// ```
  ///
  /// - Precondition: The count is not negative.
  public static func table(count: Int = 500, seed: Int = 1) -> Table {
    guard (0...largestCount).contains(count) else {
      misuse(
        "TownHouses.table", "count is \(count)",
        cure: "ask for none, or for some, up to \(largestCount)")
    }
    var draw = Draw(seed: seed)
    return Table(
      columnNames: featureNames + [targetName],
      rows: (0..<count).map { _ in
        let area = rounded(max(40, 110 + 30 * draw.normal()))
        // Large houses have more rooms, but not all of them.
        let rooms = max(1, Int((area / 28 + draw.normal()).rounded()))
        let age = rounded(80 * draw.uniform())
        let distance = rounded(15 * draw.uniform())
        let fair = formula(area: area, rooms: rooms, age: age, distance: distance)
        let price = fair + noise * draw.normal()
        let isInFamily = draw.uniform() < 0.02
        return [area, rooms, age, distance, rounded(isInFamily ? price / 2 : price)]
      })
  }

  /// Draws houses as tensors in two parts.
  ///
  /// ```swift
  /// let ((xTrain, yTrain), (xTest, yTest)) = TownHouses.load()
  /// xTrain.shape  // (400, 4)
  /// ```
  ///
  /// - **Shapes:** x [rows, 4], y [rows].
  /// - **DTypes:** `float64`.
  /// - Precondition: `count` is not negative, and `testSplit` is from 0 up to but not including 1.
  public static func load(
    count: Int = 500, testSplit: Double = 0.2, seed: Int = 1
  ) -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
    // The rows are independent of each other, so there is nothing to shuffle.
    split(
      table(count: count, seed: seed), features: featureNames, target: targetName,
      testSplit: testSplit, operation: "TownHouses.load")
  }

  /// More houses than this fill the memory of most machines.
  private static let largestCount = 100_000_000

  /// One digit after the point, as such numbers are given.
  private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
