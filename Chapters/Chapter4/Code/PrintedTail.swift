import CourseData
import CourseKit
import Plots
import Tapestry

func printedTail(_ page: Page) throws {
  // Three prices, and three predictions in a column: a difference for each pair.
  let prices = Tensor([10.0, 20, 30])
  let predictions = Tensor([[10.0], [20], [30]])
  print(prices - predictions)
  print("loss of perfect predictions:", square(prices - predictions).mean().scalarDescription)
  let means = Tensor([[20.0], [20], [20]])
  print("loss of the mean, three times:", square(prices - means).mean().scalarDescription)

  // The loss of Keras's name puts both in one shape before it subtracts.
  print(
    "and with Loss.meanSquaredError:", Loss.meanSquaredError(prices, predictions).scalarDescription)

  // The book's table: the network of section 6, with biases that start at one, and prices in a row.
  _ = BookData(afterDraws: 17)
  clearSession()
  let data = try Housing()
  let (yTrain, yTest) = (reshape(data.yTrain, [-1]), reshape(data.yTest, [-1]))
  let network = Fused.NeuralNetwork([4, 1])
  let history = try Training().history(
    of: network, train: (data.xTrain, yTrain), test: (data.xTest, yTest))
  print(history.head(3))
  print(history.tail())
  page.check("004.ch3.boston.history_tail(printed)", lossesOfTail(history))

  // The code that the book prints, beside it.
  _ = BookData(afterDraws: 18)
  let other = try Training().history(
    of: MLP(4, targets: 1), train: (data.xTrain, data.yTrain), test: (data.xTest, data.yTest))
  var figure = Figure(
    width: 9, height: 5.5, title: "Two programs, one end", xLabel: "iteration",
    yLabel: "mean squared error")
  figure.line(
    history["iteration"].numbers, history["training_loss"].numbers,
    label: "the program that printed the table")
  figure.line(
    other["iteration"].numbers, other["training_loss"].numbers,
    label: "the program beside the table")
  figure.yScale = .log
  try page.figure("ch4_two_programs", figure)
}
