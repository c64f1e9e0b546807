import Foundation
import Testing

@testable import Plots

@Suite struct WritingTests {
  private let figure = Figure.line([3.0, 1.0, 2.0], title: "Loss")

  @Test(arguments: ["png", "svg", "pdf", "PNG"])
  func `the extension chooses the format`(name: String) throws {
    try withDirectory { directory in
      let url = directory.appendingPathComponent("new/figure.\(name)")
      try figure.write(to: url)
      let format = try #require(Figure.Format(rawValue: name.lowercased()))
      let bytes = try Data(contentsOf: url)
      let start: [UInt8] =
        switch format {
        case .png: [0x89, 0x50, 0x4E, 0x47]
        case .svg: Array("<?xml".utf8)
        case .pdf: Array("%PDF".utf8)
        }
      #expect(bytes.starts(with: start))
      let names = try FileManager.default.contentsOfDirectory(
        atPath: url.deletingLastPathComponent().path)
      #expect(names == ["figure.\(name)"])
    }
  }

  @Test(arguments: ["figure.jpg", "figure", "figure.png.gz"])
  func `an unknown extension is an error that lists the known ones`(name: String) throws {
    try withDirectory { directory in
      let url = directory.appendingPathComponent(name)
      let error = try #require(throws: FigureError.self) { try figure.write(to: url) }
      #expect(error.description.contains(".png, .svg or .pdf"))
      #expect(error.description.contains(url.path))
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }

  @Test func `a directory that cannot be made is an error that names the file`() throws {
    try withDirectory { directory in
      let file = directory.appendingPathComponent("file")
      try Data("text".utf8).write(to: file)
      let url = file.appendingPathComponent("figure.png")
      let error = try #require(throws: FigureError.self) { try figure.write(to: url) }
      guard case .cannotWrite(let path, _, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(path == url.path)
      #expect(error.description.contains("cure:"))
    }
  }

  @Test func `a name that is taken by a directory is an error, and nothing stays behind`() throws {
    try withDirectory { directory in
      let url = directory.appendingPathComponent("figure.png")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
      #expect(throws: FigureError.self) { try figure.write(to: url) }
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      #expect(names == ["figure.png"])
    }
  }

  @Test
  func `a figure is written through a link and into a device, and not over a read-only file`()
    throws
  {
    try withDirectory { directory in
      let (file, link) = (
        directory.appendingPathComponent("file.png"), directory.appendingPathComponent("link.png")
      )
      let null = directory.appendingPathComponent("null.png")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      try figure.write(to: link)
      #expect(try Picture(Data(contentsOf: file)).width == 1000)
      try FileManager.default.createSymbolicLink(
        at: null, withDestinationURL: URL(fileURLWithPath: "/dev/null"))
      try figure.write(to: null)
      let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
      #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
      let error = try #require(throws: FigureError.self) { try figure.write(to: link) }
      #expect(error.description.contains("it is read-only\n  cure: allow writing"))
    }
  }

  @Test func `writing again replaces the file`() throws {
    try withDirectory { directory in
      let url = directory.appendingPathComponent("figure.png")
      try Data("old".utf8).write(to: url)
      try figure.write(to: url.path)
      #expect(try Picture(Data(contentsOf: url)).width == 1000)
    }
  }

  @Test func `a page that ends within a pixel is white to its edges`() throws {
    let figure = Figure(width: 4.006, height: 3.006)
    let picture = try Picture(figure.bytes(as: .png))
    #expect(picture[0, picture.height - 1] == 0xFF_FFFF)
    #expect(picture[picture.width - 1, 0] == 0xFF_FFFF)
  }

  @Test func `a page that is too large is an error`() throws {
    let error = try #require(throws: FigureError.self) {
      try Figure(width: 4000, height: 1).bytes(as: .png)
    }
    #expect(error.description.contains("400000"))
  }
}
