import Foundation
import Tapestry

/// Writes the measurements of each epoch of training, for TensorBoard.
///
/// ```swift
/// let board = TensorBoard(logDirectory: "logs/first", histogramFrequency: 1)
/// try model.fit(x, y, epochs: 10, callbacks: [board], validationSplit: 0.5)
/// ```
///
/// As in Keras, `epoch_loss` and the metrics of training are in the run `train`, those of
/// validation in the run `validation`, so that both are drawn in one chart; histograms of the
/// weights and the graph of the model are in `train`.
///
/// - Throws: in `fit`, `FormatError` if a file cannot be written.
/// - **Source:** document 002, TensorBoard; Keras 2.1.0, tf.keras.callbacks.TensorBoard.
public final class TensorBoard: Callback {
  private let logDirectory: String
  private let histogramFrequency: Int
  private let writesGraph: Bool
  private let hyperparameters: [String: ConfigValue]
  private let writesMessages: Bool
  private var writers: [String: SummaryWriter] = [:]
  private var hasGraph = false

  /// A callback that writes event files.
  ///
  /// - Parameters:
  ///   - logDirectory: the folder that contains the folders of the runs.
  ///   - histogramFrequency: the number of epochs from one histogram of the weights to the next; 0
  ///     for no histograms.
  ///   - writeGraph: whether the graph of the model is written.
  ///   - hyperparameters: those by which the run is compared with others.
  ///   - verbose: whether a message on standard error says at the end how to start TensorBoard.
  /// - Precondition: `histogramFrequency` is not negative.
  public init(
    logDirectory: String = "logs", histogramFrequency: Int = 0, writeGraph: Bool = true,
    hyperparameters: [String: ConfigValue] = [:], verbose: Bool = true
  ) {
    guard histogramFrequency >= 0 else {
      misuse(
        "TensorBoard", "a histogram frequency of \(histogramFrequency)",
        cure: "give a number of epochs, or 0 for no histograms")
    }
    self.logDirectory = logDirectory
    self.histogramFrequency = histogramFrequency
    writesGraph = writeGraph
    self.hyperparameters = hyperparameters
    writesMessages = verbose
  }

  public override func trainingBegins() throws {
    writers = [:]
    hasGraph = false
    if !hyperparameters.isEmpty { try writer("").hyperparameters(hyperparameters) }
  }

  public override func epochEnds(_ epoch: Int, _ report: Report) throws {
    for (name, value) in report.values {
      let isValidation = name.hasPrefix("val_")
      let tag = "epoch_" + (isValidation ? String(name.dropFirst(4)) : name)
      try writer(isValidation ? "validation" : "train").scalar(tag, value, step: epoch)
    }
    guard let model else { return }
    if writesGraph && !hasGraph { try writeGraph(of: model) }
    if histogramFrequency > 0, epoch % histogramFrequency == 0 {
      var counts: [String: Int] = [:]
      for variable in model.variables {
        // The user's own layers may use a name twice.
        let name = variable.name.replacing(":", with: "_")
        let count = counts[name, default: 0]
        counts[name] = count + 1
        let tag = count == 0 ? name : "\(name)_\(count)"
        try writer("train").histogram(tag, variable, step: epoch)
      }
    }
  }

  public override func trainingEnds(_ history: History) throws {
    if !hyperparameters.isEmpty { try writer("").trainingEnded(successfully: true) }
    writers = [:]
    if writesMessages {
      writeToStandardError("TensorBoard: tensorboard --logdir \(logDirectory)\n")
    }
  }

  private func writer(_ run: String) throws -> SummaryWriter {
    if let known = writers[run] { return known }
    let folder = run.isEmpty ? logDirectory : logDirectory + "/" + run
    let writer = try SummaryWriter(logDirectory: folder)
    writers[run] = writer
    return writer
  }

  /// Writes the graph of the model's call, for inputs of the latest shapes.
  private func writeGraph(of model: Model) throws {
    guard let inputs = model.latestCall?.inputs else { return }
    hasGraph = true
    // The training step has been traced already, so the call can be traced too.
    let call = Function(model.name) { (inputs: [Tensor]) in
      model.outputs(inputs, training: false)
    }
    try call(inputs.map { Tensor.zeros($0, dtype: model.dtype) })
    try writer("train").graph(call)
  }
}
