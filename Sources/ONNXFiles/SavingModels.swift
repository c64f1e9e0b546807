import FileAccess
import Foundation
import ONNXMessages
import SwiftProtobuf
import Tapestry
import TensorFlowFormats

/// Models of ONNX, which onnxruntime and many other programs run.
///
/// ```swift
/// let double = Function("double", inputSignature: [TensorSpec([nil, 3])]) { (x: Tensor) in 2 * x }
/// try ONNX.save(double, to: URL(fileURLWithPath: "double.onnx"))
/// ```
///
/// A file holds one graph and the values of its variables; a file of ONNX cannot be loaded here.
public enum ONNX {
  /// Writes a function as a model of ONNX.
  ///
  /// ```swift
  /// let scale = Variable(Tensor([1.0, 2.0, 3.0], dtype: .float32))
  /// let scaled = Function("scaled") { (x: Tensor) in ["y": x * scale] }
  /// try ONNX.save(
  ///   scaled, inputSignature: [TensorSpec([nil, 3])], to: URL(fileURLWithPath: "scaled.onnx"))
  /// ```
  ///
  /// The model's inputs have the names `x`, `y` and `z`, or `x0`, `x1` and so on if there are more;
  /// its outputs those of the dictionary that the function returns, or `output_0`, `output_1` and
  /// so on. Sizes that are left open are one and the same, the dimension `batch`. Branches and
  /// loops of the graph are nodes of the model. Variables are written with their values of now.
  ///
  /// - Parameters:
  ///   - function: a `Function`.
  ///   - inputSignature: what it takes; nil for its own, or, if it has none, for what it was called
  ///     with, which must be of one kind.
  ///   - file: where to write; what was there before stays until everything is written.
  /// - Throws: `FormatError` that names the function, the operation and the node if the graph holds
  ///   what ONNX lacks, changes a variable, or depends on a size that is left open. Nothing is
  ///   written then.
  public static func save(
    _ function: any TracedFunction, inputSignature: [TensorSpec]? = nil, to file: URL
  ) throws {
    guard let source = function as? any GraphSource else {
      throw FormatError(
        "function '\(function.name)'",
        "the graphs of \(type(of: function)) cannot be written",
        cure: "wrap it: Function(\"serve\") { … }, and save that")
    }
    let graphs = try FunctionGraph.all(
      of: source, name: function.name, inputSignature: inputSignature)
    guard graphs.count == 1 else {
      throw FormatError(
        "function '\(function.name)'", "it has \(graphs.count) graphs, and a file holds one",
        cure: "state what it takes: ONNX.save(f, inputSignature: [TensorSpec([nil, 3])], to: url)")
    }
    guard let outputs = graphs[0].resultNames else {
      throw FormatError(
        "function '\(function.name)'", "its results have no names",
        cure: "let it return a tensor, a list of tensors, or a dictionary of tensors")
    }
    try write(graphs[0], inputs: graphs[0].argumentNames, outputs: outputs, to: file)
  }

  /// Writes the call of a model at inference as a model of ONNX.
  ///
  /// ```swift
  /// let model = Sequential {
  ///   Dense(8, activation: .relu)
  ///   Dense(1)
  /// }
  /// model.build(inputShape: [32, 13])
  /// try ONNX.save(model, to: URL(fileURLWithPath: "model.onnx"))
  /// ```
  ///
  /// It takes batches of any size. Inputs and outputs have Keras's names: those of a description,
  /// or `input_1` and `output_1`.
  ///
  /// - Parameters:
  ///   - model: a model that was built or called, or a functional one.
  ///   - file: where to write; what was there before stays until everything is written.
  /// - Throws: `FormatError` that names the operation and the node if the call holds what ONNX
  ///   lacks, such as a stateful layer, or fits only some sizes of batches; and if what the model
  ///   takes is not known. Nothing is written then.
  public static func save(_ model: Model, to file: URL) throws {
    guard let call = try ModelCall(model) else { throw ModelCall.unknown(model) }
    let graphs = try FunctionGraph.all(of: call.function, name: model.name, arguments: ["inputs"])
    try write(graphs[0], inputs: call.inputNames, outputs: call.outputNames, to: file)
  }

  private static func write(
    _ graph: FunctionGraph, inputs: [String], outputs: [String], to file: URL
  ) throws {
    let message = try Onnx_ModelProto(graph, inputs: inputs, outputs: outputs)
    do {
      try WholeFile.write(try message.serializedBytes(), to: file.path)
    } catch let problem as FileProblem {
      throw FormatError(file.path, problem.problem, cure: problem.cure)
    } catch {
      throw FormatError(
        file.path, "its message cannot be written: \(error)",
        cure: "write a smaller model: a file of ONNX holds up to 2 GiB")
    }
  }
}
