/// A color with opacity.
///
/// ```swift
/// figure.line([1.0, 2.0], color: .red)
/// figure.line([2.0, 1.0], color: Color(0x4B0082))
/// ```
public struct Color: Sendable, Equatable {
  let red: Double
  let green: Double
  let blue: Double
  let alpha: Double

  /// A color from its parts, each from 0 to 1.
  init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The color that CSS writes as `#RRGGBB`.
  ///
  /// ```swift
  /// let indigo = Color(0x4B0082)
  /// ```
  public init(_ hex: UInt32, alpha: Double = 1) {
    self.init(
      red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255, alpha: alpha)
  }

  /// The same color, `alpha` from 0 (invisible) to 1 (opaque).
  ///
  /// ```swift
  /// let pale = Color.blue.opacity(0.3)
  /// ```
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// The color at the fraction `t` of the way from this one to another.
  func mixed(with other: Color, at t: Double) -> Color {
    Color(
      red: red + (other.red - red) * t, green: green + (other.green - green) * t,
      blue: blue + (other.blue - blue) * t, alpha: alpha + (other.alpha - alpha) * t)
  }

  /// How bright the color is to the eye, from 0 to 1.
  var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// Blue, the first color of the cycle.
  public static let blue = Color(0x0072B2)
  /// Vermilion, the second color of the cycle.
  public static let orange = Color(0xD55E00)
  /// Bluish green, the third color of the cycle.
  public static let green = Color(0x009E73)
  /// Reddish purple, the fourth color of the cycle.
  public static let purple = Color(0xCC79A7)
  /// Amber, the fifth color of the cycle.
  public static let amber = Color(0xE69F00)
  /// Sky blue, the sixth color of the cycle.
  public static let sky = Color(0x56B4E9)
  /// Dark gray, the seventh and last color of the cycle.
  public static let gray = Color(0x4D4D4D)
  /// A signal red; not part of the cycle.
  public static let red = Color(0xD62728)
  /// Black; not part of the cycle.
  public static let black = Color(0x000000)
  /// White; not part of the cycle.
  public static let white = Color(0xFFFFFF)

  /// The colors that series are assigned in turn.
  ///
  /// Okabe and Ito's palette, whose colors people with any form of color blindness can tell apart,
  /// in an order that keeps neighbors far apart; its yellow is left out, being too pale for a line
  /// on white, and its black is softened to gray, since the axes are dark too.
  static let cycle: [Color] = [.blue, .orange, .green, .purple, .amber, .sky, .gray]

  /// Near black, the color of titles and labels; not part of the cycle.
  public static let ink = Color(0x262626)
  /// The color of the frame and the ticks.
  static let frame = Color(0x4A4A4A)
  /// The color of grid lines, light enough to be overlooked.
  static let grid = Color(0xE4E6EA)
}

/// A scale of colors for values between a lowest and a highest.
///
/// ```swift
/// figure.heatMap(x: [0, 1], y: [0, 1], z: [0.0, 0.5, 0.5, 1.0], colors: .cividis)
/// ```
public struct ColorMap: Sendable, Equatable {
  let name: String
  private let anchors: [Color]

  /// From dark violet through green to yellow; lightness rises evenly, so it also works in print.
  public static let viridis = ColorMap(
    "viridis",
    [
      0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C,
      0x1FA088, 0x28AE80, 0x3FBC73, 0x5EC962, 0x84D44B, 0xADDC30, 0xD8E219, 0xFDE725,
    ])

  /// From dark blue to yellow, made to look the same with and without color blindness.
  public static let cividis = ColorMap(
    "cividis",
    [
      0x00224E, 0x002E6A, 0x1A386F, 0x32436D, 0x434E6C, 0x535A6D, 0x61656F, 0x6F7073, 0x7D7C78,
      0x8C8878, 0x9B9476, 0xABA072, 0xBCAE6C, 0xCDBB63, 0xDEC958, 0xF0D846, 0xFEE838,
    ])

  /// From blue through near white to red, for values on both sides of a midpoint.
  public static let coolwarm = ColorMap(
    "coolwarm",
    [
      0x3B4CC0, 0x4E68D8, 0x6282EA, 0x779AF7, 0x8DB0FE, 0xA3C2FE, 0xB9D0F9, 0xCCD9ED, 0xDDDCDC,
      0xECD3C5, 0xF5C4AC, 0xF7B093, 0xF4987A, 0xEB7D62, 0xDD5F4B, 0xCA3B37, 0xB40426,
    ])

  /// From white paper to black ink, for images.
  public static let grays = ColorMap("grays", [0xFFFFFF, 0x000000])

  private init(_ name: String, _ hex: [UInt32]) {
    self.name = name
    anchors = hex.map { Color($0) }
  }

  /// The color at a fraction of the way from the lowest to the highest value.
  func color(at fraction: Double) -> Color {
    let position = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], at: position - Double(index))
  }
}
