func fields(of line: String, separator: Character) throws -> [String] {
  let line = line.last == "\r" ? line.dropLast() : line[...]
  var fields: [String] = []
  var field = ""
  var isQuoted = false
  for character in line {
    if character == "\"" {
      isQuoted.toggle()
    } else if character == separator, !isQuoted {
      fields.append(field)
      field = ""
    } else {
      field.append(character)
    }
  }
  return fields + [field]
}
