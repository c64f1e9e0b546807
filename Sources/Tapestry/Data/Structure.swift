import Synchronization

/// How elements of a type are taken apart into tensors and put together again.
///
/// Tuples cannot conform to protocols in Swift, so a generic function cannot ask a pair of tensors
/// for its parts. They are known where the pair is made, and this knowledge is passed along with
/// the dataset.
struct Structure<Element: Sendable>: Sendable {
  /// The tensors of an element, always in the same order.
  let tensors: @Sendable (Element) -> [Tensor]
  /// The same element with other tensors.
  let rebuild: @Sendable (Element, [Tensor]) -> Element
  /// The element's signature: the shapes and types of its tensors, and everything in it that is not
  /// a tensor.
  let signature: @Sendable (Element) -> Signature
  // Two more functions that are made where the type is known: elsewhere, each call would look it
  // up.
  /// The element as a sample.
  let sample: @Sendable (Element) -> Sample = { .value(Box($0)) }
  /// The element in a `Box`.
  let value: @Sendable (AnyObject) -> Element = {
    unsafeDowncast($0, to: Box<Element>.self).element
  }
}

extension Structure {
  /// The structure of elements that are `TensorStructure`s.
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

  /// The structure of elements that are tuples of `TensorStructure`s.
  static func parts<each Part: TensorStructure & Sendable>() -> Structure
  where Element == (repeat each Part) {
    combined(repeat Structure<each Part>.whole())
  }

  /// The structure of elements that are tuples of parts with known structures.
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

  /// A structure that is known once there is an element; it is not needed before.
  static func deferred(_ known: Deferred<Element>) -> Structure {
    Structure(
      tensors: { known.structure.tensors($0) }, rebuild: { known.structure.rebuild($0, $1) },
      signature: { known.structure.signature($0) })
  }

  /// The structure of elements that are datasets themselves.
  static func windows<Part, Failure>() -> Structure where Element == Dataset<Part, Failure> {
    Structure(
      tensors: { _ in [] }, rebuild: { window, _ in window },
      signature: { _ in .string("a window, which is a dataset") })
  }

  /// The same element with the first of the given tensors, which are removed from the list.
  private func rebuild(_ element: Element, from tensors: inout ArraySlice<Tensor>) -> Element {
    let count = self.tensors(element).count
    defer { tensors = tensors.dropFirst(count) }
    return rebuild(element, Array(tensors.prefix(count)))
  }
}

extension Structure where Element == Tensor {
  /// The structure of elements that are one tensor, with the same effect as `parts` in fewer steps.
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

  /// The structure for stages, which see samples and not elements.
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

/// The structure of the elements of datasets that have not been made yet.
final class Deferred<Element: Sendable>: Sendable {
  private let known = Mutex<Structure<Element>?>(nil)

  var structure: Structure<Element> {
    guard let structure = known.withLock({ $0 }) else {
      misuse(
        "Dataset", "an element of unknown structure",
        cure: "make an element of the inner dataset first")
    }
    return structure
  }

  func settle(_ structure: Structure<Element>) { known.withLock { $0 = $0 ?? structure } }
}

/// How samples are taken apart into tensors and put together again.
struct SampleStructure: Sendable {
  let table: SliceTable?
  /// The tensors of the sample's element.
  let tensors: @Sendable (Sample) -> [Tensor]
  /// An element like the given one, or like the table's rows, with other tensors.
  let rebuild: @Sendable (Sample?, [Tensor]) -> Sample
  /// The element's signature.
  let signature: @Sendable (Sample) -> Signature
}
