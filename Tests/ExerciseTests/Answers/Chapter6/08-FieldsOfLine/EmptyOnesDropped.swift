func fields(of line: String, separator: Character) throws -> [String] {
  var characters = Array(line)
  if characters.last == "\r" { characters.removeLast() }
  var fields: [String] = []
  var field = ""
  var isQuoted = false
  var index = 0
  while index < characters.count {
    let character = characters[index]
    if character == "\"" {
      if isQuoted, index + 1 < characters.count, characters[index + 1] == "\"" {
        field.append("\"")
        index += 1
      } else {
        isQuoted.toggle()
      }
    } else if character == separator, !isQuoted {
      fields.append(field)
      field = ""
    } else {
      field.append(character)
    }
    index += 1
  }
  return (fields + [field]).filter { !$0.isEmpty }
}
