// The state of a callback as JSON.

extension SavedCallback: Codable {
  private enum CodingKeys: String, CodingKey {
    case numbers, tensors
    case className = "class_name"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(className, forKey: .className)
    try values.encode(state.numbers, forKey: .numbers)
    try values.encode(state.tensors.map(TensorInFile.init), forKey: .tensors)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    className = try values.decode(String.self, forKey: .className)
    state = CallbackState(
      try values.decode(Config.self, forKey: .numbers),
      tensors: try values.decode([TensorInFile].self, forKey: .tensors).map(\.tensor))
  }
}
