import Foundation
import Tapestry

/// Files of named arrays in the format of Hugging Face's safetensors library.
///
/// ```swift
/// let url = FileManager.default.temporaryDirectory.appendingPathComponent("weights.safetensors")
/// try SafetensorsFile.save(["bias": Tensor([1.0, 2.0])], to: url)
/// print(try SafetensorsFile.load(url).arrays["bias"]!.shape)  // (2)
/// ```
///
/// - **Source:** Hugging Face, safetensors, format.
public enum SafetensorsFile {
  private static let types: [(code: String, dtype: DType)] = [
    ("F64", .float64), ("I64", .int64), ("F32", .float32), ("I32", .int32), ("F16", .float16),
    ("I16", .int16), ("I8", .int8), ("U8", .uint8), ("BOOL", .bool),
  ]
  private static let largestHeader = 100_000_000

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// The arrays of a file by name, and its metadata strings. Large arrays are mapped and not read;
  /// those of the type BF16, which tensors lack, become float32 with the same values.
  ///
  /// ```swift
  /// let (arrays, metadata) = try SafetensorsFile.load(URL(fileURLWithPath: "model.safetensors"))
  /// ```
  ///
  /// - Returns: the arrays, and the strings in the file's metadata.
  /// - Throws: `ArrayFileError` if the file cannot be read, is damaged, or has elements of a type
  ///   that tensors lack.
  public static func load(
    _ url: URL
  ) throws -> (arrays: [String: Tensor], metadata: [String: String]) {
    let arrays = try open(url)
    return (try arrays.all(), arrays.metadata)
  }

  /// The arrays of a file by name, read as by `load`. Those whose elements no tensor has, such as
  /// F8_E4M3, throw only when they are asked for.
  ///
  /// ```swift
  /// let arrays = try SafetensorsFile.open(URL(fileURLWithPath: "model.safetensors"))
  /// let kernel = try arrays.array(named: "kernel")
  /// ```
  ///
  /// - Throws: `ArrayFileError` if the file cannot be read, or is damaged.
  public static func open(_ url: URL) throws -> NamedArrays {
    let file = try OpenFile(url.path)
    let length = try file.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= largestHeader else {
      throw file.malformed("its header would have \(length) bytes, more than 100 million")
    }
    let text = try file.bytes(at: 8, count: Int(length))
    let (entries, metadata) = try header(text, file)
    let start = 8 + Int(length)
    var arrays: [String: Result<Tensor, ArrayFileError>] = [:]
    var end = 0
    let sorted = entries.sorted {
      $0.value.offsets.lexicographicallyPrecedes($1.value.offsets)
    }
    for (name, entry) in sorted {
      let dtype = types.first { $0.code == entry.dtype }?.dtype
      let isBrainFloat = entry.dtype == "BF16"
      guard let (from, next) = bounds(entry), from == end, next <= file.size - start,
        let count = file.byteCount(entry.shape, elementSize: dtype?.size ?? 2),
        next - end == count || dtype == nil && !isBrainFloat
      else {
        throw file.malformed("'\(name)' does not lie where an array of its shape can lie")
      }
      if let dtype {
        arrays[name] = .success(
          try file.tensor(TensorSpec(shape: Shape(entry.shape), dtype: dtype), at: start + end))
      } else if isBrainFloat {
        arrays[name] = .success(try file.widened(Shape(entry.shape), at: start + end))
      } else {
        arrays[name] = .failure(
          ArrayFileError(
            "\(file.location): '\(name)'", "it has elements of the type \(entry.dtype)",
            cure: "convert the array before saving it, to float32 for example", isOfType: true))
      }
      end = next
    }
    guard start + end == file.size else {
      throw file.malformed("\(file.size - start - end) bytes belong to no array")
    }
    return NamedArrays(url.path, arrays, metadata: metadata)
  }

  /// The bytes of an array, counted from the end of the header; nil if they cannot be these.
  private static func bounds(_ entry: Entry) -> (from: Int, next: Int)? {
    guard entry.offsets.count == 2, 0 <= entry.offsets[0], entry.offsets[0] <= entry.offsets[1]
    else { return nil }
    return (entry.offsets[0], entry.offsets[1])
  }

  private static func header(
    _ text: [UInt8], _ file: OpenFile
  ) throws -> (entries: [String: Entry], metadata: [String: String]) {
    /// One value of the header: an array, or the metadata.
    enum Field: Decodable {
      case entry(Entry)
      case texts([String: String])
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let entry = try? container.decode(Entry.self) {
          self = .entry(entry)
        } else {
          self = .texts(try container.decode([String: String].self))
        }
      }
    }
    guard text.first == UInt8(ascii: "{"),
      let fields = try? JSONDecoder().decode([String: Field].self, from: Data(text))
    else { throw file.malformed("its header is not a JSON object of arrays") }
    guard memberCount(text) == fields.count else {
      throw file.malformed("its header has a name twice")
    }
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, field) in fields {
      switch field {
      case .entry(let entry) where name != "__metadata__": entries[name] = entry
      case .texts(let texts) where name == "__metadata__": metadata = texts
      default: throw file.malformed("its header has something else under '\(name)'")
      }
    }
    return (entries, metadata)
  }

  /// The number of members of a JSON object, of which decoding keeps one of each name: the number
  /// of its colons that are neither in strings nor in objects inside.
  private static func memberCount(_ object: [UInt8]) -> Int {
    var (count, depth) = (0, 0)
    var (isInString, isEscaped) = (false, false)
    for byte in object {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\"): isEscaped = isInString
      case UInt8(ascii: "\""): isInString.toggle()
      case _ where isInString: continue
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: count += 1
      default: continue
      }
    }
    return count
  }

  /// Writes named arrays and metadata strings; the file appears whole or not at all.
  ///
  /// ```swift
  /// let url = FileManager.default.temporaryDirectory.appendingPathComponent("one.safetensors")
  /// try SafetensorsFile.save(["one": Tensor(1.0)], metadata: ["made by": "hand"], to: url)
  /// ```
  ///
  /// - Throws: `ArrayFileError` if the file cannot be written, or a name is `__metadata__`.
  public static func save(
    _ arrays: [String: Tensor], metadata: [String: String] = [:], to url: URL
  ) throws {
    guard arrays["__metadata__"] == nil else {
      throw ArrayFileError(
        url.path, "an array is named '__metadata__', where the format has strings",
        cure: "use a different name")
    }
    // Arrays with large elements come first, so that all begin at multiples of their element size.
    let sorted = arrays.sorted { ($1.value.dtype.size, $0.key) < ($0.value.dtype.size, $1.key) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var fields: [String] = []
    if !metadata.isEmpty {
      fields.append(
        "\"__metadata__\":" + String(decoding: try encoder.encode(metadata), as: UTF8.self))
    }
    var end = 0
    for (name, tensor) in sorted {
      let next = end + tensor.count * tensor.dtype.size
      let entry = Entry(
        dtype: types.first { $0.dtype == tensor.dtype }!.code, shape: tensor.shape.dimensions,
        offsets: [end, next])
      let json = String(decoding: try encoder.encode([name: entry]), as: UTF8.self)
      fields.append(String(json.dropFirst().dropLast()))
      end = next
    }
    var header = Array("{\(fields.joined(separator: ","))}".utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    try writeFile(url) { write in
      try (length + header).withUnsafeBytes(write)
      for (_, tensor) in sorted { try tensor.withRowMajorBytes(write) }
    }
  }
}
