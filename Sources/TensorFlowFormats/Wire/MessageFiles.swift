import Foundation
import SwiftProtobuf
import TensorFlowMessages

extension Data {
  /// A file's bytes, which are mapped and read when they are first used.
  ///
  /// - Throws: `FormatError` with the file's path if it cannot be read.
  package init(mapping file: URL) throws(FormatError) {
    do {
      self = try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      throw FormatError(
        file.path, "it cannot be read: \((error as NSError).localizedDescription)",
        cure: "correct the path, or ask for access")
    }
  }
}

extension Message {
  /// The message that a file consists of.
  ///
  /// - Throws: `FormatError` with the file's path if it cannot be read or is none of these
  ///   messages.
  init(readFrom file: URL) throws(FormatError) {
    try self.init(Data(mapping: file), at: file.path)
  }

  /// The message that bytes encode.
  ///
  /// - Throws: `FormatError` at `location` if they do not encode one.
  package init(_ bytes: Data, at location: String) throws(FormatError) {
    do {
      // TensorFlow's own files nest a few messages deep.
      var options = BinaryDecodingOptions()
      options.messageDepthLimit = 100
      options.discardUnknownFields = true
      self = try Self(serializedBytes: bytes, options: options)
    } catch {
      throw FormatError(
        location, "it holds no \(Self.protoMessageName): \(error)",
        cure: "the file is damaged or of a different kind: copy or write it again")
    }
  }

  /// The message's bytes, the same for equal messages: maps are sorted by their keys.
  ///
  /// - Throws: `FormatError` at `location` if they are more than 2 GiB, which no reader takes.
  package func bytes(for location: String) throws(FormatError) -> Data {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try serializedBytes(options: options)
    } catch {
      throw FormatError(
        location, "its message cannot be written: \(error)",
        cure: "keep large constants in variables, which have a file of their own")
    }
  }
}
