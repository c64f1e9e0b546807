import ArgumentParser
import Foundation

/// What other frameworks took for the same rows: the lines of a file, one JSON object each with
/// `id`, `peer`, `seconds` and perhaps `mode`, as benchmark programs print them.
struct PeerTimes {
  private struct Line: Decodable {
    let id: String
    let peer: String?
    let mode: String?
    let seconds: Double?
  }

  private let lines: [String: [Line]]

  /// Reads a file. Lines without a time, from rows that failed, are left out.
  init(path: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ValidationError("\(path) cannot be read: \(error.localizedDescription)")
    }
    var lines: [String: [Line]] = [:]
    for (index, row) in text.split(separator: "\n").enumerated() where row.hasPrefix("{") {
      do {
        let line = try JSONDecoder().decode(Line.self, from: Data(row.utf8))
        if line.seconds != nil { lines[line.id, default: []].append(line) }
      } catch {
        throw ValidationError(
          "Line \(index + 1) of \(path) is not a peer's result; it needs \"id\", \"peer\" and "
            + "\"seconds\", as in {\"id\": \"matmul_64\", \"peer\": \"jax\", \"seconds\": 1e-5}.")
      }
    }
    self.lines = lines
  }

  /// Whether any peer has a time for a row.
  func hasRow(_ id: String) -> Bool { lines[id] != nil }

  /// The shortest time of a peer, beside ours: its ratio to ours, and the peer.
  func text(_ id: String, ours: Double) -> String {
    guard let best = lines[id]?.min(by: { $0.seconds! < $1.seconds! }) else { return "" }
    let who = [best.peer, best.mode].compactMap { $0?.isEmpty == false ? $0 : nil }
    return "  " + duration(best.seconds!) + String(format: "  x %6.2f  ", best.seconds! / ours)
      + who.joined(separator: " ")
  }
}

/// A time in a unit that suits it.
func duration(_ seconds: Double) -> String {
  switch seconds {
  case 1...: String(format: "%8.3f s ", seconds)
  case 1e-3..<1: String(format: "%8.3f ms", seconds * 1e3)
  default: String(format: "%8.3f us", seconds * 1e6)
  }
}
