import Foundation
import Tapestry

/// Prices of homes in 506 census tracts around Boston in 1970: the data of the book's chapters 3
/// and 4.
///
/// ```swift
/// let ((xTrain, yTrain), (xTest, yTest)) = try BostonHousing.load()
/// xTrain.shape  // (404, 13)
/// yTest.shape   // (102,)
/// ```
///
/// The data set is here to reproduce what the book printed, not to learn from. Its column B is 1000
/// (Bk - 0.63)², where Bk is the share of Black residents. That has a racist assumption built in:
/// that prices follow how far Black and white residents live apart. The paper did not show this,
/// and because two shares give the same B, it cannot be removed afterwards. Libraries therefore
/// withdrew the data set (scikit-learn in 2022) or warn about it (Keras). For exercises use
/// `TownHouses`.
///
/// - **Source:** Harrison, Rubinfeld: Hedonic housing prices and the demand for clean air (1978),
///   via StatLib; see `Resources/README.md`.
public enum BostonHousing {
  /// The columns that serve as features.
  ///
  /// ```swift
  /// try BostonHousing.table()[BostonHousing.featureNames].describe()
  /// ```
  public static let featureNames = [
    "CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT",
  ]
  /// The column to predict: the median value of homes in a tract, in 1000 dollars.
  ///
  /// ```swift
  /// try BostonHousing.table()[BostonHousing.targetName].mean()
  /// ```
  public static let targetName = "MEDV"
  /// The SHA-256 hash of the file as it was published.
  ///
  /// ```console
  /// $ sha256sum BostonHousing.csv
  /// ```
  ///
  /// The tests compare it. Loading does not, because that would require a cryptography library,
  /// which every student would have to build; it checks the table's shape and sums instead.
  public static let sha256 = "79ac716620024011b03c0c44d2bf99069b8173649181926d9109c25475a3804c"

  /// All 506 rows in their original order, with names.
  ///
  /// ```swift
  /// print(try BostonHousing.table().describe())
  /// ```
  ///
  /// - Throws: `TableError`, if the file was changed.
  public static func table() throws(TableError) -> Table {
    guard let url = fileURL else {
      throw .cannotRead(
        path: "BostonHousing.csv", reason: "the package was built without it",
        cure: "fetch the package again, and build it")
    }
    let table = try Table(contentsOf: url)
    try check(table)
    return table
  }

  /// The rows as tensors in two parts, shuffled and split as in Keras.
  ///
  /// ```swift
  /// let ((xTrain, yTrain), (xTest, yTest)) = try BostonHousing.load()
  /// let x = cast(xTrain, to: .float32)
  /// ```
  ///
  /// - Parameter testSplit: The fraction of the rows to test with: at least 0 and less than 1.
  /// - Parameter seed: The seed with which NumPy shuffles the rows.
  ///
  /// - **Shapes:** x [rows, 13], y [rows]; 404 rows and 102.
  /// - **DTypes:** `float64`.
  /// - Throws: `TableError`, if the file was changed.
  /// - Precondition: `testSplit` is at least 0 and less than 1.
  /// - **Source:** book, chapter 3, section 4; `tf.keras.datasets.boston_housing.load_data`.
  public static func load(
    testSplit: Double = 0.2, seed: UInt32 = 113
  ) throws(TableError) -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
    let table = try table()
    let order = numPyShuffled(count: table.rowCount, seed: seed)
    return split(
      table.rows(order), features: featureNames, target: targetName, testSplit: testSplit,
      operation: "BostonHousing.load")
  }

  static var fileURL: URL? {
    Bundle.module.url(forResource: "BostonHousing", withExtension: "csv")
  }

  /// - Throws: `TableError.changed` unless the table has the columns, rows and sums that it had.
  static func check(_ table: Table) throws(TableError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(TableError) {
      guard condition else { throw .changed(dataSet: "BostonHousing", reason: reason()) }
    }
    let names = featureNames + [targetName]
    try require(table.columnNames == names, "its columns are \(listed(table.columnNames))")
    try require(table.rowCount == 506, "it has \(table.rowCount) rows, not 506")
    for column in table.columns {
      try require(
        column.kind.isNumeric && !column.cells.contains(.missing),
        "column \(column.name ?? "") has values that are not numbers")
    }
    let sum = names.reduce(0) { $0 + table[$1].numbers.reduce(0, +) }
    try require(abs(sum - 472_348.15522) < 1e-5, "its numbers add up to \(sum)")
  }
}

/// Splits the rows: the first ones to train with, the last ones to test with.
func split(
  _ table: Table, features: [String], target: String, testSplit: Double, operation: String
) -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  guard (0..<1).contains(testSplit) else {
    misuse(
      operation, "testSplit is \(testSplit)",
      cure: "give the fraction to test with: at least 0 and less than 1")
  }
  let count = Int(Double(table.rowCount) * (1 - testSplit))
  func part(_ part: Table) -> (x: Tensor, y: Tensor) {
    (part.tensor(features), part[target].tensor())
  }
  return (part(table.head(count)), part(table.tail(table.rowCount - count)))
}
