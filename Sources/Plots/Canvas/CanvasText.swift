import CCairo

/// The point of a text that is placed at the given position.
enum Anchor {
  case start, middle, end
}

extension Canvas {
  /// DejaVu Sans comes with Cairo's packages on Debian; elsewhere Cairo takes its nearest font.
  private static let font = "DejaVu Sans"

  private func selectFont(size: Double, isBold: Bool) {
    cairo_select_font_face(
      pen, Self.font, CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(pen, size)
  }

  private func advance(_ text: String, size: Double, isBold: Bool) -> Double {
    selectFont(size: size, isBold: isBold)
    var extents = cairo_text_extents_t()
    cairo_text_extents(pen, text, &extents)
    // Ink may extend beyond the advance; boxes contain both.
    return max(extents.x_advance, extents.x_bearing + extents.width)
  }

  static let lineHeight = 1.25
  private static let capHeight = 0.73
  private static let exponentSize = 0.7

  /// Width and height of a text of one or more lines: from the top of the first line's capitals to
  /// below the last line's descenders.
  func measure(_ label: Label, size: Double, isBold: Bool = false) -> (
    width: Double, height: Double
  ) {
    let lines = label.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var width = lines.map { advance($0, size: size, isBold: isBold) }.max() ?? 0
    if !label.exponent.isEmpty {
      width += advance(label.exponent, size: size * Self.exponentSize, isBold: isBold)
    }
    let raised = label.exponent.isEmpty ? 0 : 0.25
    return (width, (Double(lines.count - 1) * Self.lineHeight + 1 + raised) * size)
  }

  func measure(_ text: String, size: Double, isBold: Bool = false) -> (
    width: Double, height: Double
  ) {
    measure(Label(text: text), size: size, isBold: isBold)
  }

  /// Draws a text with its anchor at a position, reading upwards if `isRotated`, and returns its
  /// box.
  @discardableResult
  func write(
    _ label: Label, x: Double, y: Double, horizontally: Anchor, vertically: Anchor, size: Double,
    color: Color = .ink, isBold: Bool = false, isRotated: Bool = false
  ) -> Box {
    let lines = label.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let (width, height) = measure(label, size: size, isBold: isBold)
    cairo_save(pen)
    cairo_translate(pen, x, y)
    if isRotated { cairo_rotate(pen, -.pi / 2) }
    let left: Double =
      switch horizontally {
      case .start: 0
      case .middle: -width / 2
      case .end: -width
      }
    let lastLine = Double(lines.count - 1) * Self.lineHeight * size
    // A single line in the middle is centered by its capitals and digits, as the eye sees it.
    let firstBaseline: Double =
      switch vertically {
      case .start: height - lastLine - 0.24 * size
      case .middle: (Self.capHeight * size - lastLine) / 2
      case .end: -lastLine - 0.24 * size
      }
    use(color)
    for (index, line) in lines.enumerated() {
      let lineWidth = lines.count == 1 ? width : advance(line, size: size, isBold: isBold)
      let indent: Double =
        switch horizontally {
        case .start: 0
        case .middle: (width - lineWidth) / 2
        case .end: width - lineWidth
        }
      selectFont(size: size, isBold: isBold)
      var (penX, penY) = (
        left + indent, firstBaseline + Double(index) * Self.lineHeight * size
      )
      if isRaster {
        cairo_user_to_device(pen, &penX, &penY)
        (penX, penY) = (penX.rounded(), penY.rounded())
        cairo_device_to_user(pen, &penX, &penY)
      }
      cairo_move_to(pen, penX, penY)
      cairo_show_text(pen, line)
      if index == lines.count - 1, !label.exponent.isEmpty {
        cairo_rel_move_to(pen, 0, -0.42 * size)
        selectFont(size: size * Self.exponentSize, isBold: isBold)
        cairo_show_text(pen, label.exponent)
      }
    }
    cairo_restore(pen)
    let top = firstBaseline - (Self.capHeight + (label.exponent.isEmpty ? 0 : 0.25)) * size
    let bottom = firstBaseline + lastLine + 0.24 * size
    let box =
      isRotated
      ? Box(left: x + top, top: y - left - width, right: x + bottom, bottom: y - left)
      : Box(left: x + left, top: y + top, right: x + left + width, bottom: y + bottom)
    if !label.text.isEmpty { texts.append(PlacedText(text: label.plain, box: box)) }
    return box
  }

  @discardableResult
  func write(
    _ text: String, x: Double, y: Double, horizontally: Anchor, vertically: Anchor, size: Double,
    color: Color = .ink, isBold: Bool = false, isRotated: Bool = false
  ) -> Box {
    write(
      Label(text: text), x: x, y: y, horizontally: horizontally, vertically: vertically,
      size: size, color: color, isBold: isBold, isRotated: isRotated)
  }

  /// Breaks a text between words, and makes it smaller where a word alone is too wide, until it
  /// fits a width.
  func fitted(
    _ text: String, width: Double, size: Double, isBold: Bool = false
  ) -> (text: String, size: Double) {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        let longer = line.isEmpty ? String(word) : "\(line) \(word)"
        if !line.isEmpty, advance(longer, size: size, isBold: isBold) > width {
          lines.append(line)
          line = String(word)
        } else {
          line = longer
        }
      }
      lines.append(line)
    }
    let broken = lines.joined(separator: "\n")
    let needed = measure(broken, size: size, isBold: isBold).width
    return (broken, needed > width ? size * width / needed : size)
  }
}
