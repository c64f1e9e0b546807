import CArchive
import Foundation
import Judge

/// Reads the files of exercises out of an archive (zip, tar, tar.gz), and nothing else.
///
/// libarchive reads the formats; this type decides what is accepted: regular files with the name of
/// an exercise, up to a limit of bytes. No entry is written anywhere.
enum ArchiveReader {
  /// The most that an archive may expand to, skipped entries included, against decompression bombs.
  static let mostBytes = 256 << 20
  /// The number of entries that are read.
  static let mostEntries = 20_000

  /// Why an archive cannot be read, written for its author.
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
    // libarchive converts names that are not ASCII to the encoding of the locale.
    setlocale(LC_CTYPE, "C.UTF-8")
    guard let archive = archive_read_new() else { throw Problem(reason: "out of memory") }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_gnutar(archive)
    // At most one layer of compression: left to itself the library unpacks any number of layers,
    // and gets lost in one that expands to nothing.
    let isPacked = isCompressed(path)
    let filter = isPacked ? ARCHIVE_FILTER_GZIP : ARCHIVE_FILTER_NONE
    guard archive_read_append_filter(archive, filter) == ARCHIVE_OK,
      archive_read_open_filename(archive, path, 65536) == ARCHIVE_OK
    else {
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
      // To get to the next entry the library reads all of this one, unless it can skip it.
      try requireRoom(archive, for: isPacked ? archive_entry_size(entry) : 0)
      let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
      let path = name.map { String(cString: $0) } ?? ""
      guard let exercise = files.exercise(for: path) else {
        try skip(archive, entry)
        continue
      }
      files.take(finding(archive, entry), for: exercise, at: path)
      if archive_entry_mtime_is_set(entry) != 0,
        let date = SubmittedFile.date(archive_entry_mtime(entry))
      {
        newest = max(newest ?? date, date)
      }
    }
    return (files.findings, newest)
  }

  private static func isCompressed(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    return (try? file.read(upToCount: 2)) == Data([0x1f, 0x8b])
  }

  private static func requireRoom(
    _ archive: OpaquePointer, for bytes: Int64 = 0
  ) throws(Problem) {
    let (all, isTooLarge) = archive_filter_bytes(archive, 0).addingReportingOverflow(max(0, bytes))
    guard !isTooLarge, all <= Int64(mostBytes) else {
      throw Problem(reason: "the archive expands to more than \(mostBytes >> 20) MiB")
    }
  }

  /// Skips an entry that does not say how long it is, block by block.
  private static func skip(_ archive: OpaquePointer, _ entry: OpaquePointer) throws(Problem) {
    guard archive_entry_size_is_set(entry) == 0, archive_entry_filetype(entry) == S_IFREG else {
      return
    }
    var block: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    while archive_read_data_block(archive, &block, &count, &offset) == ARCHIVE_OK {
      try requireRoom(archive, for: offset)
    }
  }

  private static func finding(_ archive: OpaquePointer, _ entry: OpaquePointer) -> Finding {
    if archive_entry_hardlink(entry) != nil {
      return .refused("it is a link, and has to be a file")
    }
    switch archive_entry_filetype(entry) {
    case S_IFREG: break
    case S_IFLNK: return .refused("it is a link, and has to be a file")
    default: return .refused("it is not a regular file")
    }
    if archive_entry_is_encrypted(entry) != 0 { return .refused("it is encrypted") }
    // Checked apart from the bytes read below: the holes of a sparse file contain no data, so it
    // would pass for an empty file.
    if archive_entry_size_is_set(entry) != 0,
      archive_entry_size(entry) > Int64(SourceText.mostBytes)
    {
      return .refused(SubmittedFile.tooLong)
    }
    // One byte more than is accepted, to distinguish a larger file from one that just fits.
    let limit = SourceText.mostBytes + 1
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
    archive_error_string(archive).map { String(cString: $0) } ?? "for an unknown reason"
  }
}
