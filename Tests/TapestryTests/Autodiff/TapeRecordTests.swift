import Testing

@testable import Tapestry

struct TapeRecordTests {
  @Test func `ten thousand values have IDs that count up, and keep them`() {
    var record = TapeRecord()
    let tensors = (0..<10_000).map { Tensor($0) }
    for tensor in tensors { record.watch(tensor.value) }
    for tensor in tensors { record.watch(tensor.value) }
    #expect(record.valueCount == 10_000)
    #expect(tensors.map { record.id(of: $0.identity)?.index } == Array(0..<10_000))
    #expect(record.id(of: Tensor(0).identity) == nil)
  }

  @Test func `a call keeps the IDs of its inputs, and gives one to its output`() {
    let (x, y, z) = (Tensor(1.0), Tensor(2.0), Tensor(3.0))
    var record = TapeRecord()
    record.watch(y.value)
    record.append(Addition(), [x, y], z)
    #expect(record.entries.count == 1)
    #expect(record.inputIDs(of: record.entries[0]).map { $0?.index } == [nil, 0])
    #expect(record.entries[0].outputID == record.id(of: z.identity))
    #expect(record.entries[0].outputID.index == 1)
  }

  @Test func `a call on values that have no IDs leaves no trace`() {
    let (x, y) = (Tensor(1.0), Tensor(2.0))
    var record = TapeRecord()
    record.append(Negation(), [x], y)
    record.append(ReadVariable(variable: Variable(1.0)), of: Variable(1.0), x)
    record.append(Negation(), [x], y)
    #expect(record.entries.count == 2)
    #expect(record.inputIDs(of: record.entries[1]).map { $0?.index } == [1])
  }

  @Test func `a variable that is read is watched, once`() {
    let v = Variable(1.0)
    var record = TapeRecord()
    let (first, second) = (Tensor(1.0), Tensor(1.0))
    record.append(ReadVariable(variable: v), of: v, first)
    record.append(ReadVariable(variable: v), of: v, second)
    #expect(record.watched.count == 1)
    #expect(record.entries.map { record.inputIDs(of: $0).first!!.index } == [0, 0])
  }
}
