import Tapestry
import TestSupport
import Testing

/// Which nodes stand in the file. Whether they compute the right values, other programs tell:
/// .ci/interchange runs the models of `formats write`.
@Suite struct GraphWriterTests {
  @Test func `between convolutions no transpose remains`() throws {
    let filters = Variable(Tensor.ones([3, 3, 2, 2]), name: "filters:0")
    let written = try WrittenModel(TensorSpec([nil, 6, 6, 2])) { x in
      maxPool2D(
        conv2D(conv2D(x, filters, padding: .same), filters, padding: .same), size: (2, 2))
    }
    // One for the image at each end, and one for the filters of each convolution.
    #expect(
      written.operations == [
        "Transpose", "Transpose", "Conv", "Transpose", "Conv", "MaxPool", "Transpose", "Identity",
      ])
    #expect(written.graph.node[0].numbers("perm") == [0, 3, 1, 2])
    #expect(written.graph.node[6].numbers("perm") == [0, 2, 3, 1])
  }

  @Test func `transposes are joined, and a pair that cancels is left out`() throws {
    let joined = try WrittenModel(TensorSpec([2, 3, 4])) {
      transpose(transpose($0, [1, 2, 0]), [1, 2, 0])
    }
    #expect(joined.operations == ["Transpose", "Identity"])
    #expect(try joined.node("Transpose").numbers("perm") == [2, 0, 1])
    let canceled = try WrittenModel(TensorSpec([2, 3, 4])) {
      exp(transpose(transpose($0, [1, 2, 0]), [2, 0, 1]))
    }
    #expect(canceled.operations == ["Exp", "Identity"])
  }

  @Test func `padding that is the same at the edges is stated for each edge`() throws {
    let filters = Tensor.ones([4, 3, 1, 1])
    let node = try WrittenModel(TensorSpec([nil, 7, 5, 1])) {
      conv2D($0, filters, strides: (2, 1), padding: .same)
    }.node("Conv")
    #expect(node.numbers("pads") == [1, 1, 2, 1])
    #expect(node.numbers("strides") == [2, 1])
    let open = try WrittenModel(TensorSpec([1, nil, nil, 1])) {
      averagePool2D($0, size: (2, 2), strides: (2, 2), padding: .same)
    }.node("AveragePool")
    #expect(open.attribute.contains { $0.name == "auto_pad" && $0.s == .init("SAME_UPPER".utf8) })
    #expect(open.numbers("count_include_pad") == [0])
  }

  @Test func `equal constants are one, and the open size is computed once`() throws {
    let written = try WrittenModel(TensorSpec([nil, 3])) { x in
      x.mean(axis: 0) + (x + 2.5).mean(axis: 0) * 2.5
        + broadcast(x.sum(axis: 0), to: [x.shape[0], 3])
    }
    let numbers = written.graph.initializer.filter { $0.dims.isEmpty }
    #expect(numbers.map(\.dataType) == [1])
    #expect(written.operations.count { $0 == "Shape" } == 1)
  }

  @Test func `what a result does not need is not written`() throws {
    let unused = Variable(Tensor.ones([3]), name: "unused:0")
    let written = try WrittenModel(TensorSpec([3])) { x in
      _ = exp(x) * unused
      return x + 1
    }
    #expect(written.operations == ["Add", "Identity"])
    #expect(written.graph.initializer.count == 1)
  }

  @Test func `integers are divided to the integer below`() throws {
    let operations = try WrittenModel(TensorSpec([3], .int32)) { floorDivide($0, 2) }.operations
    #expect(operations.contains("Div") && operations.contains("Mod"))
    let narrow = try WrittenModel(TensorSpec([3], .int8)) { $0 + $0 }
    #expect(narrow.operations == ["Cast", "Cast", "Add", "Cast", "Identity"])
  }

  @Test func `a maximum minds NaN, and a maximum of integers need not`() throws {
    let floats = try WrittenModel(TensorSpec([2, 3])) { $0.max(axis: 1) }
    #expect(floats.operations.contains("IsNaN"))
    let integers = try WrittenModel(TensorSpec([2, 3], .int32)) { $0.max(axis: 1) }
    #expect(integers.operations == ["ReduceMax", "Identity"])
  }

  @Test func `a sum over no axes is the value itself`() throws {
    #expect(try WrittenModel(TensorSpec([2, 3])) { $0.sum(axis: []) }.operations == ["Identity"])
  }
}
