import CArchive
import Foundation
import Judge

/// Reads the files of exercises out of an archive (zip, tar, tar.gz), and nothing else.
///
/// libarchive reads the formats; what is taken from them is decided here: plain files with the name
/// of an exercise, up to a limit of bytes. No entry is written anywhere.
enum ArchiveReader {
  /// Bytes that an archive may expand to, with all that is skipped: a bomb ends here.
  static let mostBytes = 256 << 20
  /// Entries that are looked at.
  static let mostEntries = 20_000

  /// Why an archive cannot be read, in words for its author.
  struct Problem: Error, Equatable {
    let reason: String
  }

  /// The suffixes of files that are archives.
  static let suffixes = [".zip", ".tar", ".tar.gz", ".tgz"]

  static func isArchive(_ name: String) -> Bool {
    suffixes.contains { name.lowercased().hasSuffix($0) }
  }

  /// What an archive holds for each exercise, and when the newest of these files was changed.
  static func read(
    _ path: String, _ exercises: [Exercise]
  ) throws(Problem) -> (findings: [String: Finding], newest: Date?) {
    // Names that are not ASCII come in the encoding of the locale.
    setlocale(LC_CTYPE, "C.UTF-8")
    guard let archive = archive_read_new() else { throw Problem(reason: "there is no memory") }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_gnutar(archive)
    archive_read_support_filter_gzip(archive)
    guard archive_read_open_filename(archive, path, 65536) == ARCHIVE_OK else {
      throw Problem(reason: "the archive cannot be read: \(words(archive))")
    }
    var files = ExpectedFiles(exercises)
    var newest: Date?
    var entries = 0
    var entry: OpaquePointer?
    while true {
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { break }
      guard status >= ARCHIVE_WARN, let entry else {
        throw Problem(reason: "the archive is damaged: \(words(archive))")
      }
      entries += 1
      guard entries <= mostEntries else {
        throw Problem(reason: "the archive has more than \(mostEntries) entries")
      }
      guard archive_filter_bytes(archive, 0) <= Int64(mostBytes) else {
        throw Problem(reason: "the archive expands to more than \(mostBytes >> 20) MiB")
      }
      guard let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else {
        continue
      }
      let path = String(cString: name)
      guard let exercise = files.exercise(for: path) else { continue }
      files.take(finding(archive, entry), for: exercise, at: path)
      if archive_entry_mtime_is_set(entry) != 0 {
        let date = Date(timeIntervalSince1970: TimeInterval(archive_entry_mtime(entry)))
        newest = max(newest ?? date, date)
      }
    }
    return (files.findings, newest)
  }

  private static func finding(_ archive: OpaquePointer, _ entry: OpaquePointer) -> Finding {
    if archive_entry_hardlink(entry) != nil {
      return .refused("it is a link, and has to be a file")
    }
    switch archive_entry_filetype(entry) {
    case S_IFREG: break
    case S_IFLNK: return .refused("it is a link, and has to be a file")
    default: return .refused("it is no plain file")
    }
    if archive_entry_is_encrypted(entry) != 0 { return .refused("it is encrypted") }
    // Not only what is read below: the holes of a sparse file are no data, and it would pass for an
    // empty one.
    if archive_entry_size_is_set(entry) != 0,
      archive_entry_size(entry) > Int64(SubmittedFile.mostBytes)
    {
      return .refused(SubmittedFile.tooLong)
    }
    // One byte more than is taken, so that a larger file is known from one that just fits.
    let limit = SubmittedFile.mostBytes + 1
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
      let got = bytes.withUnsafeMutableBytes {
        archive_read_data(archive, $0.baseAddress! + count, limit - count)
      }
      if got == 0 { break }
      guard got > 0 else { return .refused("it is damaged: \(words(archive))") }
      count += got
    }
    return SubmittedFile.finding(Array(bytes[..<count]))
  }

  private static func words(_ archive: OpaquePointer) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "no reason is known"
  }
}
