import Miniature

func cacheKey(_ arguments: [MiniArgument]) throws -> String {
  arguments.map { argument in
    switch argument {
    case .tensor(let dtype, let shape): "\(dtype) \(shape)"
    case .number(let number): "\(number)"
    }
  }.joined(separator: "; ")
}
