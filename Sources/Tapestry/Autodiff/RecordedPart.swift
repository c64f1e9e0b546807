/// The calls of a tape's record that lead to a target, for interpreters that differentiate them by
/// themselves.
struct RecordedPart {
  let target: Tensor
  let targetID: TapeRecord.ValueID
  /// The gradient with respect to the target from which the walk starts.
  let weights: Tensor
  /// The values and variables with respect to which gradients are wanted; nil for what the tape
  /// does not know.
  let sources: [TapeRecord.ValueID?]
  /// The calls on which the target depends, in the order in which they ran.
  let entries: [TapeRecord.Entry]
  /// Watched values that are not computed by the calls, among them those read from variables.
  let leaves: [(id: TapeRecord.ValueID, tensor: Tensor)]
  private let record: TapeRecord

  init(
    of calls: [TapeRecord.Entry], in record: TapeRecord, target: Tensor,
    _ targetID: TapeRecord.ValueID, weights: Tensor, sources: [TapeRecord.ValueID?]
  ) {
    self.record = record
    (self.target, self.targetID, self.weights) = (target, targetID, weights)
    self.sources = sources
    var needed: Set<TapeRecord.ValueID> = [targetID]
    var entries: [TapeRecord.Entry] = []
    for entry in calls.reversed() where needed.contains(entry.outputID) {
      entries.append(entry)
      needed.formUnion(record.inputIDs(of: entry).compactMap { $0 })
    }
    self.entries = entries.reversed()
    var known: Set<TapeRecord.ValueID> = []
    var leaves: [(id: TapeRecord.ValueID, tensor: Tensor)] = []
    func add(_ id: TapeRecord.ValueID, _ tensor: Tensor) {
      if known.insert(id).inserted { leaves.append((id, tensor)) }
    }
    for entry in self.entries {
      if entry.primitive.variableRead == nil {
        for case (let input, let id?) in zip(entry.inputs, record.inputIDs(of: entry)) {
          add(id, input)
        }
        known.insert(entry.outputID)
      } else {
        add(entry.outputID, entry.output)
      }
    }
    // A target that is watched itself.
    add(targetID, target)
    self.leaves = leaves
  }

  /// The inputs of a call with their identities; nil for one that depends on nothing watched.
  func inputs(
    of entry: TapeRecord.Entry
  ) -> Zip2Sequence<[Tensor], ArraySlice<TapeRecord.ValueID?>> {
    zip(entry.inputs, record.inputIDs(of: entry))
  }

  /// Whether there are branches or loops among the calls.
  var hasFlows: Bool { entries.contains { $0.primitive.flowResult != nil } }

  /// The values of a source: those that were read from it if it is a variable, or itself.
  func values(of source: TapeRecord.ValueID) -> [TapeRecord.ValueID] {
    let reads = entries.filter {
      $0.primitive.variableRead != nil && record.inputIDs(of: $0).first == source
    }
    return reads.isEmpty ? [source] : reads.map(\.outputID)
  }
}

/// An interpreter that may take the gradients of recorded code into its own hands.
protocol DifferentiatingTrace: Interpreter {
  /// The gradients with respect to each source, nil where there is none; nil if the tape's
  /// ordinary walk is to give them.
  func gradients(_ part: RecordedPart, ordinary: () -> [Tensor?]) -> [Tensor?]?
}
