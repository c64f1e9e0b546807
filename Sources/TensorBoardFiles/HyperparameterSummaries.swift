import Foundation
import SwiftProtobuf
import Tapestry
import TensorFlowFormats
import TensorFlowMessages

extension SummaryWriter {
  /// Writes the hyperparameters with which a training run starts. TensorBoard compares runs by
  /// them, and takes the scalars in the run's folder, and in those below it, as their results.
  ///
  /// ```swift
  /// try writer.hyperparameters(["optimizer": "Adam", "units": 32, "learning rate": 0.01])
  /// ```
  ///
  /// - Throws: `FormatError` if the file cannot be written.
  /// - Precondition: the values are numbers, Booleans and strings.
  public func hyperparameters(_ values: [String: ConfigValue]) throws {
    var start = Tensorflow_SessionStartInfo()
    start.startTimeSecs = Date().timeIntervalSince1970
    start.groupName = logDirectory
    start.hparams = values.mapValues { value in
      switch value {
      case .bool(let value): Google_Protobuf_Value(boolValue: value)
      case .int(let value): Google_Protobuf_Value(numberValue: Double(value))
      case .double(let value): Google_Protobuf_Value(numberValue: value)
      case .string(let value): Google_Protobuf_Value(stringValue: value)
      case .none, .list, .config:
        misuse(
          "SummaryWriter.hyperparameters", "the value \(value)",
          cure: "give numbers, Booleans and strings")
      }
    }
    var message = Tensorflow_HParamsPluginData()
    message.sessionStartInfo = start
    try add("session_start_info", message)
  }

  /// Writes that the run with the hyperparameters has ended.
  ///
  /// ```swift
  /// try writer.trainingEnded(successfully: true)
  /// ```
  ///
  /// - Throws: `FormatError` if the file cannot be written.
  public func trainingEnded(successfully: Bool) throws {
    var message = Tensorflow_HParamsPluginData()
    message.sessionEndInfo.status = successfully ? .success : .failure
    message.sessionEndInfo.endTimeSecs = Date().timeIntervalSince1970
    try add("session_end_info", message)
  }

  private func add(_ tag: String, _ message: Tensorflow_HParamsPluginData) throws {
    let content = try message.bytes(for: logDirectory)
    // Everything is in the metadata; the tensor is there because every value must have one.
    try add(
      "_hparams_/\(tag)", Tensorflow_TensorProto(Tensor.zeros([0])), plugin: "hparams",
      content: content, .tensor, step: 0)
  }
}
