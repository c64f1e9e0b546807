import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

func learningRates(_ page: Page) throws {
  try signs()
  startRandomNumbers(afterDraws: 0)
  let data = try Housing()
  let rates = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]
  var histories: [Table] = []
  var beginnings: [[Double]] = []
  try page.progress("learning rates", of: rates.count) { done in
    for (index, rate) in rates.enumerated() {
      var losses: [Double] = []
      var history = try train(MLP(4, targets: 1), GradientDescent(rate: rate), data) {
        epoch, training, testing in
        if epoch <= 100 { losses.append(testing.number) }
        if epoch <= 3 {
          page.check("004.ch4.lr.\(rate).tr.\(epoch)", [training.number])
          page.check("004.ch4.lr.\(rate).te.\(epoch)", [testing.number])
        }
      }
      history.set("lr", to: rate)
      histories.append(history)
      beginnings.append(losses)
      done(index + 1)
    }
  }
  let experiments = Table.concat(histories)
  let least = experiments.groupBy("lr")["testing_loss"].min()
  print(least)
  for rate in rates { page.check("004.ch4.lr_table.\(rate)", least[rate].number!) }

  // For a linear model the limit is known: 2 / curvature, and the curvature is at most twice this.
  let length = square(data.xTrain).sum(axis: 1).mean()
  print("\na linear model needs a rate below about", (1 / length).scalarDescription)

  // The largest rate is drawn but not recorded: what an explosion leaves has few common digits.
  let rateTitle = "Seven learning rates, ten thousand epochs"
  let wide = experiments.pivot(index: "epoch", columns: "lr", values: "testing_loss")
  try page.figure(
    "ch5_learning_rates", wide.plot(title: rateTitle, yLabel: "testing loss", yScale: .log),
    recording: wide.plot(
      y: rates.dropFirst().map { "\($0)" }, title: rateTitle, yLabel: "testing loss", yScale: .log))
  try page.figure(
    "ch5_first_epochs", firstEpochs(rates, beginnings),
    recording: firstEpochs(rates.dropFirst(), beginnings.dropFirst()))
}

/// Gradient descent on a parabola, as it is meant and as the book has it.
private func signs() throws {
  for (name, eta) in [("one minus:", 0.05), ("two:      ", -0.05)] {
    let w = Variable(1.0)
    for _ in 0..<10 {
      let tape = GradientTape()
      let loss = tape.record { square(w) }
      w.assignAdd(-eta * (try tape.gradient(loss, w)))
    }
    print(
      String(
        format: "ten steps on w² with the rate 0.05 and \(name) the loss goes from 1.000 to %.3f",
        square(w).number))
  }
  print()
}

private func firstEpochs(_ rates: some Sequence<Double>, _ losses: some Sequence<[Double]>)
  -> Figure
{
  var figure = Figure(
    width: 12, height: 6, title: "The first hundred epochs", xLabel: "epoch",
    yLabel: "testing_loss")
  for (rate, losses) in zip(rates, losses) {
    figure.line(Array(1...losses.count), losses, label: "\(rate)")
  }
  (figure.xScale, figure.yScale) = (.log, .log)
  figure.legendTitle = "lr"
  return figure
}
