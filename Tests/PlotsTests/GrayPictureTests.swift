import Plots
import Testing

struct GrayPictureTests {
  @Test func `a line covers the pixels that it crosses, and no others`() {
    let picture = GrayPicture(
      width: 8, height: 6, strokes: [[(x: 2, y: 3), (x: 6, y: 3)]], lineWidth: 2)
    func pixel(_ x: Int, _ y: Int) -> UInt8 { picture.pixels[y * 8 + x] }
    #expect(picture.pixels.count == 48)
    for x in 2..<6 {
      #expect(pixel(x, 2) == 255 && pixel(x, 3) == 255)
      #expect(pixel(x, 0) == 0 && pixel(x, 5) == 0)
    }
    // Half a circle at each end.
    #expect((1..<255).contains(pixel(1, 2)) && (1..<255).contains(pixel(6, 3)))
    #expect(pixel(0, 2) == 0 && pixel(7, 3) == 0)
  }

  @Test func `where strokes cross the ink is no darker`() {
    func picture(_ strokes: [[(x: Double, y: Double)]]) -> [UInt8] {
      GrayPicture(width: 9, height: 9, strokes: strokes, lineWidth: 0.5).pixels
    }
    let across: [(x: Double, y: Double)] = [(1, 4.5), (8, 4.5)]
    #expect(picture([across, across]) == picture([across]))
  }

  @Test func `no stroke leaves the paper white`() {
    let picture = GrayPicture(width: 5, height: 3, strokes: [], lineWidth: 1)
    #expect(picture.pixels == [UInt8](repeating: 0, count: 15))
  }

  @Test func `a picture without pixels and a line without width`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GrayPicture(width: 0, height: 3, strokes: [], lineWidth: 1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("GrayPicture: 0 by 3 pixels, lines 1.0 pixels wide\n  cure: "))
    await #expect(processExitsWith: .failure) {
      _ = GrayPicture(width: 3, height: 3, strokes: [], lineWidth: 0)
    }
  }
}
