/// What a tape has recorded: calls in the order in which they ran, and the identity of each value
/// in them.
struct TapeRecord {
  /// The identity of a value. IDs count up, so that the backward walk finds gradients by index and
  /// needs no dictionary.
  struct ValueID: Hashable {
    let index: Int
  }

  /// One recorded call.
  struct Entry {
    let primitive: any Primitive
    let inputs: [Tensor]
    /// Where the identities of the inputs are in the list of those of all calls.
    let inputRange: Range<Int>
    let output: Tensor
    let outputID: ValueID
    /// Where the operation stands in the file from which it comes; nil for one of the program.
    let origin: Origin?
  }

  /// The calls.
  private(set) var entries: [Entry] = []
  /// The identities of the inputs of all calls; nil for an input that depends on nothing watched.
  /// One list, since an array in each entry would cost an allocation for each call.
  private(set) var inputIDs: [ValueID?] = []
  private var ids = IdentityTable()
  /// The number of values.
  private(set) var valueCount = 0
  /// Watched variables and tensors are kept alive, since a new object could get the identity of one
  /// that is gone.
  private(set) var watched: [AnyObject] = []

  /// Whether operations of a file are among the calls, or in their branches and loops.
  private(set) var isFromFile = false

  /// The identities of a call's inputs.
  func inputIDs(of entry: Entry) -> ArraySlice<ValueID?> { inputIDs[entry.inputRange] }

  /// The identity of a tensor or a variable; nil if it depends on nothing watched.
  func id(of object: ObjectIdentifier) -> ValueID? { ids[object].map { ValueID(index: $0) } }

  /// The identity of a tensor's value or a variable, which gets one if it has none.
  @discardableResult
  mutating func watch(_ object: AnyObject) -> ValueID {
    if let id = id(of: ObjectIdentifier(object)) { return id }
    watched.append(object)
    return makeID(for: ObjectIdentifier(object))
  }

  private mutating func makeID(for object: ObjectIdentifier) -> ValueID {
    defer { valueCount += 1 }
    ids.insert(object, valueCount)
    return ValueID(index: valueCount)
  }

  /// Appends a call, if one of its inputs has an identity.
  mutating func append(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor) {
    let first = inputIDs.count
    var isConnected = false
    for index in inputs.indices {
      let id = id(of: inputs[index].identity)
      if id != nil { isConnected = true }
      inputIDs.append(id)
    }
    if isConnected {
      append(primitive, inputs, from: first, output)
    } else {
      inputIDs.removeLast(inputs.count)
    }
  }

  /// Appends the read of a variable, which is watched from here on.
  mutating func append(_ read: any Primitive, of variable: Variable, _ output: Tensor) {
    inputIDs.append(watch(variable))
    append(read, [], from: inputIDs.count - 1, output)
  }

  private mutating func append(
    _ primitive: any Primitive, _ inputs: [Tensor], from first: Int, _ output: Tensor
  ) {
    if entries.isEmpty {
      // A list that grows from nothing is moved three times before it holds a small model's calls,
      // and each time costs as much as an operation.
      entries.reserveCapacity(16)
      inputIDs.reserveCapacity(32)
    }
    let origin = Context.current.origin
    if origin != nil || primitive.flowResult?.flow.isFromFile == true { isFromFile = true }
    entries.append(
      Entry(
        primitive: primitive, inputs: inputs, inputRange: first..<inputIDs.count, output: output,
        outputID: makeID(for: output.identity), origin: origin))
  }
}

/// IDs by the identities of objects, which must stay alive.
///
/// A table with open addressing: an object's ID is at the first free slot from the one that
/// its address determines. A dictionary hashes with an unpredictable function; recording would
/// spend a tenth of its time on that. Nobody chooses addresses, and multiplying spreads them well
/// enough.
private struct IdentityTable {
  private struct Slot {
    /// The object's address; 0 for a slot that is free.
    var address = 0
    var id = 0
  }

  /// A power of two of them, or none.
  private var slots: [Slot] = []
  private var count = 0

  /// The ID of an object, or nil.
  subscript(object: ObjectIdentifier) -> Int? {
    if slots.isEmpty { return nil }
    let slot = slots[index(of: Int(bitPattern: object))]
    return slot.address == 0 ? nil : slot.id
  }

  /// Sets the ID of an object.
  mutating func insert(_ object: ObjectIdentifier, _ id: Int) {
    // At most half of the slots are taken, so that the next free one is near.
    if 2 * count == slots.count { grow() }
    let address = Int(bitPattern: object)
    let index = index(of: address)
    if slots[index].address == 0 { count += 1 }
    slots[index] = Slot(address: address, id: id)
  }

  /// The index of the slot in which an address is, or would be inserted.
  private func index(of address: Int) -> Int {
    // The upper bits of the product depend on all bits of the address. The factor is 2⁶⁴ divided
    // by the golden ratio, which keeps neighboring addresses far apart (Knuth, section 6.4).
    let product = UInt(bitPattern: address) &* 0x9E37_79B9_7F4A_7C15
    var index = Int(product >> UInt(UInt.bitWidth - slots.count.trailingZeroBitCount))
    while slots[index].address != 0, slots[index].address != address {
      index = (index + 1) & (slots.count - 1)
    }
    return index
  }

  private mutating func grow() {
    let before = slots
    slots = [Slot](repeating: Slot(), count: max(32, 2 * before.count))
    for slot in before where slot.address != 0 { slots[index(of: slot.address)] = slot }
  }
}

extension TapeRecord.Entry {
  /// Calls the operation's gradient rule, whose operations belong to the same file. In a call that
  /// is over it would compute with zeros, and is not called.
  func appendGradients(_ call: Call, needed: [Bool], to gradients: inout [Tensor?]) {
    let context = Context.current
    guard !context.isCallOver else { return }
    guard let origin else {
      return primitive.appendGradients(call, needed: needed, to: &gradients)
    }
    let outer = context.origin
    context.origin = origin.gradient
    defer { context.origin = outer }
    primitive.appendGradients(call, needed: needed, to: &gradients)
  }
}
