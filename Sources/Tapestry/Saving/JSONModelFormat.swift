import FileAccess
import Foundation

/// Models as JSON, a format that any editor can show.
///
/// ```json
/// {"format": "tapestry-model", "version": 1, "class_name": "Sequential", "config": {…},
///  "weights": [
///    {"name": "dense/kernel:0", "dtype": "float32", "shape": [2, 1], "values": [0.5, 1]}]}
/// ```
///
/// Each number is written with the fewest digits that read back as the same number, so nothing is
/// lost; those that JSON cannot represent are the strings "NaN", "Infinity" and "-Infinity".
public struct JSONModelFormat: ModelFormat {
  /// The format.
  public init() {}

  /// Writes a model.
  ///
  /// - Throws: `SavedModelError` if the file cannot be written.
  public func write(_ model: SavedModel, to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    var model = model
    if model.isOnlyWeights { model.optimizer = nil }
    let data = try encoder.encode(File(model))
    do {
      try WholeFile.write(data, to: url.path)
    } catch {
      throw SavedModelError.unwritable(file: url.path, reason: error.problem, cure: error.cure)
    }
  }

  /// Reads a model.
  ///
  /// - Throws: `SavedModelError` if the file holds no model, whatever its bytes.
  public func read(from url: URL) throws -> SavedModel {
    let data: Data
    do {
      data = try WholeFile.read(url.path)
    } catch {
      throw SavedModelError.unreadable(file: url.path, reason: error.problem)
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      return try decoder.decode(File.self, from: data).model
    } catch {
      throw SavedModelError.malformed(file: url.path, problem: text(of: error))
    }
  }

  /// The decoder's message, without Foundation's wrapping.
  private func text(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "there is no '\(key.stringValue)'" + location(context)
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return context.debugDescription + location(context)
    @unknown default: return "\(error)"
    }
  }

  private func location(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { key in
      key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
    }
    return path.isEmpty ? "" : " at " + String(path.joined().drop { $0 == "." })
  }
}

extension ModelFormat where Self == JSONModelFormat {
  /// Models as JSON.
  public static var json: JSONModelFormat { JSONModelFormat() }
}

/// The content of the file.
private struct File: Codable {
  var format = "tapestry-model"
  var version = 1
  var className: String
  var config: Config
  var weights: [TensorInFile]
  var optimizer: OptimizerInFile?
  var training: SavedTraining?
  var progress: SavedProgress?
  var inputs: [InputInFile]?

  enum CodingKeys: String, CodingKey {
    case format, version, config, weights, optimizer, training, progress, inputs
    case className = "class_name"
  }

  init(_ model: SavedModel) {
    className = model.className
    config = model.config
    weights = model.weights.map(TensorInFile.init)
    optimizer = model.optimizer.map {
      OptimizerInFile(optimizer: $0.serialized, weights: $0.weights.map(TensorInFile.init))
    }
    training = model.training
    progress = model.progress
    if !model.inputs.isEmpty { inputs = model.inputs.map(InputInFile.init) }
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    format = try values.decode(String.self, forKey: .format)
    version = try values.decode(Int.self, forKey: .version)
    guard format == "tapestry-model", version == 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: values,
        debugDescription:
          "it is '\(format)', version \(version), and not 'tapestry-model', version 1")
    }
    className = try values.decode(String.self, forKey: .className)
    config = try values.decode(Config.self, forKey: .config)
    weights = try values.decode([TensorInFile].self, forKey: .weights)
    optimizer = try values.decodeIfPresent(OptimizerInFile.self, forKey: .optimizer)
    training = try values.decodeIfPresent(SavedTraining.self, forKey: .training)
    progress = try values.decodeIfPresent(SavedProgress.self, forKey: .progress)
    inputs = try values.decodeIfPresent([InputInFile].self, forKey: .inputs)
  }

  var model: SavedModel {
    var model = SavedModel(
      className: className, config: config, weights: weights.map(\.tensor),
      optimizer: optimizer.map {
        SavedOptimizer(serialized: $0.optimizer, weights: $0.weights.map(\.tensor))
      }, training: training, inputs: (inputs ?? []).map(\.spec))
    model.progress = progress
    return model
  }
}

/// An input of the model, with 1 for the size of the batch.
private struct InputInFile: Codable {
  let spec: TensorSpec

  enum CodingKeys: String, CodingKey { case dtype, shape }

  init(_ spec: TensorSpec) { self.spec = spec }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spec.dtype.rawValue, forKey: .dtype)
    try values.encode(spec.shape.dimensions, forKey: .shape)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .dtype)
    guard let dtype = DType(rawValue: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .dtype, in: values, debugDescription: "there is no type '\(name)'")
    }
    let shape = try values.decode([Int].self, forKey: .shape)
    guard shape.allSatisfy({ 0...sizeLimit ~= $0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: values, debugDescription: "\(shape) is not a shape")
    }
    spec = TensorSpec(shape: Shape(shape), dtype: dtype)
  }
}

private struct OptimizerInFile: Codable {
  var optimizer: Config
  var weights: [TensorInFile]
}

/// A tensor as its shape and a list of numbers.
struct TensorInFile: Codable {
  let tensor: NamedTensor

  enum CodingKeys: String, CodingKey { case name, dtype, shape, values }

  init(_ tensor: NamedTensor) { self.tensor = tensor }

  func encode(to encoder: any Encoder) throws {
    let value = tensor.tensor
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tensor.name, forKey: .name)
    try values.encode(value.dtype.rawValue, forKey: .dtype)
    try values.encode(value.shape.dimensions, forKey: .shape)
    switch value.dtype {
    case .bool: try values.encode(value.scalars(as: Bool.self), forKey: .values)
    // Half-precision numbers are also single-precision ones.
    case .float16, .float32:
      try values.encode(cast(value, to: .float32).scalars(as: Float.self), forKey: .values)
    case .float64: try values.encode(value.scalars(as: Double.self), forKey: .values)
    default: try values.encode(cast(value, to: .int64).scalars(as: Int64.self), forKey: .values)
    }
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .name)
    let typeName = try values.decode(String.self, forKey: .dtype)
    let dimensions = try values.decode([Int].self, forKey: .shape)

    func fail(_ key: CodingKeys, _ problem: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: values, debugDescription: "'\(name)': \(problem)")
    }
    guard let dtype = DType(rawValue: typeName) else {
      let known = DType.allCases.map(\.rawValue).joined(separator: ", ")
      throw fail(.dtype, "there is no type '\(typeName)'; the types are \(known)")
    }
    func tensor<S: Scalar>(_ scalars: [S]) throws -> Tensor {
      // A file can claim any shape, whose product may overflow.
      var count: Int? = 1
      for size in dimensions {
        let (product, overflow) = (count ?? 0).multipliedReportingOverflow(by: size)
        count = size < 0 || overflow ? nil : product
        if count == nil { break }
      }
      guard count == scalars.count else {
        throw fail(.values, "\(scalars.count) numbers for the shape \(dimensions)")
      }
      return Tensor(scalars, shape: Shape(dimensions))
    }
    func numbers<S: Decodable>() throws -> [S] { try values.decode([S].self, forKey: .values) }
    func whole<S: Scalar & FixedWidthInteger>(_: S.Type) throws -> Tensor {
      try tensor(
        numbers().map { (number: Int64) in
          guard let scalar = S(exactly: number) else {
            throw fail(.values, "\(number) is not a valid \(dtype)")
          }
          return scalar
        })
    }
    let value =
      switch dtype {
      case .bool: try tensor(numbers() as [Bool])
      case .int8: try whole(Int8.self)
      case .int16: try whole(Int16.self)
      case .int32: try whole(Int32.self)
      case .int64: try whole(Int64.self)
      case .uint8: try whole(UInt8.self)
      case .float16: cast(try tensor(numbers() as [Float]), to: .float16)
      case .float32: try tensor(numbers() as [Float])
      case .float64: try tensor(numbers() as [Double])
      }
    self.tensor = NamedTensor(name, value)
  }
}
