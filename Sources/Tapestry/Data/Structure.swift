import Synchronization

/// How elements of one type are taken apart into tensors, and put together again.
///
/// A tuple cannot conform to a protocol in Swift, so that what a pair of tensors consists of is no
/// part of its type. It is known where the pair is made, and travels with the dataset from there.
struct Structure<Element: Sendable>: Sendable {
  /// The tensors of an element, always in the same order.
  let tensors: @Sendable (Element) -> [Tensor]
  /// The same element with other tensors.
  let rebuild: @Sendable (Element, [Tensor]) -> Element
  /// What the element is like: its tensors' shapes and types, and all of it that is no tensor.
  let signature: @Sendable (Element) -> Signature
  // Two more functions that are made where the type is known: elsewhere each call would look it up.
  /// The element as it travels.
  let sample: @Sendable (Element) -> Sample = { .value(Box($0)) }
  /// The element in a `Box`.
  let value: @Sendable (AnyObject) -> Element = {
    unsafeDowncast($0, to: Box<Element>.self).element
  }
}

extension Structure {
  /// Elements that are a structure of tensors each.
  static func whole() -> Structure where Element: TensorStructure {
    let tensor: Any = Structure<Tensor>.tensor
    if let tensor = tensor as? Structure { return tensor }
    return Structure(
      tensors: { element in
        var tensors: [Tensor] = []
        _ = element.mapTensors { tensor in
          tensors.append(tensor)
          return tensor
        }
        return tensors
      },
      rebuild: { element, tensors in
        var next = 0
        return element.mapTensors { _ in
          next += 1
          return tensors[next - 1]
        }
      },
      signature: \.signature)
  }

  /// Elements that are a tuple of structures of tensors.
  static func parts<each Part: TensorStructure & Sendable>() -> Structure
  where Element == (repeat each Part) {
    combined(repeat Structure<each Part>.whole())
  }

  /// Elements of parts whose structures are known.
  static func combined<each Part>(_ structures: repeat Structure<each Part>) -> Structure
  where Element == (repeat each Part) {
    Structure(
      tensors: { (element: (repeat each Part)) in
        var tensors: [Tensor] = []
        for (structure, part) in repeat (each structures, each element) {
          tensors += structure.tensors(part)
        }
        return tensors
      },
      rebuild: { (element: (repeat each Part), tensors: [Tensor]) in
        var rest = tensors[...]
        return (repeat (each structures).rebuild(each element, from: &rest))
      },
      signature: { (element: (repeat each Part)) in
        var parts: [Signature] = []
        for (structure, part) in repeat (each structures, each element) {
          parts.append(structure.signature(part))
        }
        return .list(parts)
      })
  }

  /// Elements whose structure is known once there is one: before that nobody asks.
  static func deferred(_ known: Deferred<Element>) -> Structure {
    Structure(
      tensors: { known.structure.tensors($0) }, rebuild: { known.structure.rebuild($0, $1) },
      signature: { known.structure.signature($0) })
  }

  /// Elements that are whole datasets.
  static func windows<Part, Failure>() -> Structure where Element == Dataset<Part, Failure> {
    Structure(
      tensors: { _ in [] }, rebuild: { window, _ in window },
      signature: { _ in .string("a window, which is a dataset") })
  }

  /// The same element with the first of the tensors, which are taken away.
  private func rebuild(_ element: Element, from tensors: inout ArraySlice<Tensor>) -> Element {
    let count = self.tensors(element).count
    defer { tensors = tensors.dropFirst(count) }
    return rebuild(element, Array(tensors.prefix(count)))
  }
}

extension Structure where Element == Tensor {
  /// Elements that are one tensor; all that `parts` would do, in fewer steps.
  static let tensor = Structure(
    tensors: { [$0] }, rebuild: { $1[0] }, signature: { .tensor($0.spec) })
}

extension Structure {
  /// The element that a sample stands for.
  func element(of sample: Sample, in table: SliceTable?) -> Element {
    switch sample {
    case .value(let box): return value(box)
    case .row(let row): return rebuild(value(table!.template), table!.row(row))
    }
  }

  /// The same knowledge for stages, which see samples and not elements.
  func ofSamples(in table: SliceTable?) -> SampleStructure {
    let likeRows = table.map { value($0.template) }
    return SampleStructure(
      table: table,
      tensors: { tensors(element(of: $0, in: table)) },
      rebuild: { template, tensors in
        let template = template.map { element(of: $0, in: table) } ?? likeRows!
        return sample(rebuild(template, tensors))
      },
      signature: { signature(element(of: $0, in: table)) })
  }
}

/// The structure of elements that datasets will bring that are not made yet.
final class Deferred<Element: Sendable>: Sendable {
  private let known = Mutex<Structure<Element>?>(nil)

  var structure: Structure<Element> {
    guard let structure = known.withLock({ $0 }) else {
      misuse("Dataset", "an element of unknown structure", cure: "let its dataset settle it first")
    }
    return structure
  }

  func settle(_ structure: Structure<Element>) { known.withLock { $0 = $0 ?? structure } }
}

/// How samples are taken apart into tensors, and put together again.
struct SampleStructure: Sendable {
  let table: SliceTable?
  /// The tensors of the sample's element.
  let tensors: @Sendable (Sample) -> [Tensor]
  /// An element like the given one, or like the table's rows, with other tensors.
  let rebuild: @Sendable (Sample?, [Tensor]) -> Sample
  /// What the element is like.
  let signature: @Sendable (Sample) -> Signature
}
