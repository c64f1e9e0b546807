import CourseData
import Tapestry
import Testing

struct TownHousesTests {
  @Test func `the same seed builds the same town, whatever the program's seed`() {
    setRandomSeed(1)
    let town = TownHouses.table(count: 50, seed: 3)
    setRandomSeed(2)
    #expect(TownHouses.table(count: 50, seed: 3) == town)
    #expect(TownHouses.table(count: 50, seed: 4) != town)
    #expect(TownHouses.table(count: 20, seed: 3) == town.head(20))
  }

  @Test func `the first houses are those of the documentation`() {
    #expect(
      TownHouses.table().head(3).description == """
            area  rooms   age  distance  price
        0  171.1      5  71.0      13.6  315.4
        1   58.8      3  30.3       4.5  181.2
        2  135.2      6  69.9      15.0  232.3
        """)
  }

  @Test func `prices follow the formula, with noise, and some are halved`() {
    let town = TownHouses.table(count: 20_000, seed: 5)
    var squares: [Double] = []
    var halved = 0
    for row in 0..<town.rowCount {
      func value(_ name: String) -> Double { town[row, name].number! }
      let fair = TownHouses.formula(
        area: value("area"), rooms: Int(value("rooms")), age: value("age"),
        distance: value("distance"))
      let error = value("price") - fair
      // Cheap houses at half the price may lie within the noise, so the count is a little low.
      if error < -5 * TownHouses.noise { halved += 1 } else { squares.append(error * error) }
    }
    #expect((0.014...0.023).contains(Double(halved) / 20_000))
    #expect((135...160).contains(squares.reduce(0, +) / Double(squares.count)))
  }

  @Test func `no house is smaller than a room`() {
    let town = TownHouses.table(count: 5000, seed: 6)
    #expect(town["area"].min().number! >= 40)
    #expect(town["rooms"].min().number! >= 1)
    #expect(town["age"].min().number! >= 0)
    #expect(town["distance"].max().number! <= 15)
    #expect(town["price"].min().number! > 0)
    #expect(town["rooms"].kind == .integer)
  }

  @Test func `houses are split into tensors`() {
    let ((xTrain, yTrain), (xTest, yTest)) = TownHouses.load()
    #expect(xTrain.shape == [400, 4])
    #expect(yTrain.shape == [400])
    #expect(xTest.shape == [100, 4])
    #expect(yTest.shape == [100])
    #expect(xTrain.dtype == .float64)
    let town = TownHouses.table()
    #expect(yTest.scalars(as: Double.self) == town.tail(100)["price"].numbers)
    #expect(
      xTrain[0].scalars(as: Double.self) == TownHouses.featureNames.map { town[0, $0].number! })
  }
}
