import Foundation
import Plots
import Tapestry
import TensorBoardFiles

/// Event files: runs for TensorBoard with everything that it can show.
struct EventsKind: FileKind {
  let name = "events"

  func write(to folder: URL) throws {
    let run = folder.appendingPathComponent("run")
    // All files in the folder belong to the run, including those of an earlier call.
    try? FileManager.default.removeItem(at: run)
    let writer = try SummaryWriter(logDirectory: run.path)
    let losses: [Double] = [35.056, 11.213, 4.12]
    for (index, loss) in losses.enumerated() {
      try writer.scalar("loss", loss, step: 10 * index)
      try writer.scalar("mse/train", loss / 2, step: 10 * index)
    }
    try writer.histogram("weights", Tensor([-1, 0.5, 2] as [Float]), step: 0)
    try writer.histogram("weights", Tensor([3, 3] as [Float]), step: 10, buckets: 5)
    try writer.image("picture", Tensor.ones([4, 6, 3]) * 0.5, step: 0)
    var figure = Figure(width: 4, height: 3, title: "Loss")
    figure.line(losses.indices.map { Double(10 * $0) }, losses)
    try writer.image("figure", figure, step: 20)
    try writer.text("notes", "**seed 22**", step: 0)
    let kernel = Variable(Tensor.ones([2, 1]), name: "dense/kernel:0")
    let cost = Function("cost") { (x: Tensor) in square(matmul(x, kernel) - 1).mean() }
    _ = try cost(Tensor.ones([3, 2]))
    try writer.graph(cost)
    try writer.hyperparameters(["optimizer": "SGD", "learning rate": 0.1])
    try writer.trainingEnded(successfully: true)

    func points(_ scale: Double) -> Expected {
      .list(
        losses.enumerated().map { index, loss in
          .list([.integer(10 * index), .number(Double(Float(loss * scale)))])
        })
    }
    func picture(_ step: Int, _ width: Int, _ height: Int) -> Expected {
      .list([
        .object(["step": .integer(step), "width": .integer(width), "height": .integer(height)])
      ])
    }
    func histogram(_ step: Int, _ count: Int, _ ends: (Double, Double), _ buckets: Int) -> Expected
    {
      .object([
        "step": .integer(step), "count": .integer(count), "min": .number(ends.0),
        "max": .number(ends.1), "buckets": .integer(buckets),
      ])
    }
    try Expected.object([
      "scalars": .object(["loss": points(1), "mse/train": points(0.5)]),
      "histograms": .object([
        "weights": .list([histogram(0, 3, (-1, 2), 30), histogram(10, 2, (2.5, 3.5), 1)])
      ]),
      "images": .object(["picture": picture(0, 6, 4), "figure": picture(20, 400, 300)]),
      "texts": .object(["notes": .list([.list([.integer(0), .text("**seed 22**")])])]),
      "graph": .bool(true),
      "graph_nodes": .list([
        .text("input"), .text("dense/kernel"), .text("dense/matmul"), .text("output"),
      ]),
    ]).write(to: folder.appendingPathComponent("run.expected.json"))
  }

  func check(_ folder: URL, _ report: CheckReport) throws {
    for (name, expected) in try expectations(in: folder) {
      var read: EventAccumulator?
      report.compare("\(name): its checksums are right") {
        read = try EventAccumulator(folder.appendingPathComponent(name).path)
        return read?.isTorn == true ? "it ends within an event" : nil
      }
      guard let events = read else { continue }
      for (tag, wanted) in expected["scalars"]?.fields ?? [] {
        report.compare("\(name): scalars \(tag)") {
          let found = (events.scalars[tag] ?? []).map { [Double($0.step), $0.value] }
          let wanted = wanted.elements.map { $0.elements.map { $0.number ?? .nan } }
          return found == wanted ? nil : "found \(found), expected \(wanted)"
        }
      }
      for (tag, wanted) in expected["histograms"]?.fields ?? [] {
        report.compare("\(name): histograms \(tag)") {
          problem(events.histograms[tag] ?? [], wanted.elements)
        }
      }
      for (tag, wanted) in expected["images"]?.fields ?? [] {
        report.compare("\(name): images \(tag)") {
          let found = (events.images[tag] ?? []).map {
            [$0.step, $0.value.width, $0.value.height, $0.value.files.count]
          }
          let wanted = wanted.elements.map { image in
            ["step", "width", "height", "count"].map { Int(image[$0]?.number ?? 1) }
          }
          return found == wanted ? nil : "found \(found), expected \(wanted)"
        }
      }
      for (tag, wanted) in expected["texts"]?.fields ?? [] {
        report.compare("\(name): texts \(tag)") {
          let found = (events.texts[tag] ?? []).map { "\($0.step): \($0.value.joined())" }
          let wanted = wanted.elements.map {
            "\(Int($0.elements[0].number ?? 0)): \($0.elements[1].text ?? "")"
          }
          return found == wanted ? nil : "found \(found), expected \(wanted)"
        }
      }
      guard case .bool(true)? = expected["graph"] else { continue }
      report.compare("\(name): graph") {
        let names = Set((expected["graph_nodes"]?.elements ?? []).compactMap(\.text))
        let missing = names.subtracting(events.graphNodes)
        if !missing.isEmpty { return "there is no \(missing.sorted())" }
        // TensorFlow 2 writes traces of runs, which hold graphs.
        let isThere =
          !events.graphNodes.isEmpty || events.others.values.contains { $0.hasPrefix("graph") }
        return isThere ? nil : "there is none"
      }
    }
  }

  private func problem(
    _ found: [EventAccumulator.Point<[HistogramBucket]>], _ wanted: [Expected]
  ) -> String? {
    guard found.count == wanted.count else { return "there are \(found.count)" }
    for (point, wanted) in zip(found, wanted) {
      let buckets = point.value
      let values: [(String, Double?)] = [
        ("step", Double(point.step)), ("count", buckets.reduce(0) { $0 + $1.count }),
        ("min", buckets.first?.left), ("max", buckets.last?.right),
        ("buckets", Double(buckets.count)),
      ]
      for (name, value) in values {
        guard let number = wanted[name]?.number else { continue }
        // Not `>`, which NaN would pass.
        if !(abs((value ?? .infinity) - number) <= 1e-6) {
          return "\(name) is \(value.map { "\($0)" } ?? "missing"), expected \(number)"
        }
      }
    }
    return nil
  }
}
