import Testing

@testable import Tapestry

struct ScheduleTests {
  /// The operations of each group: `[square +]` for a cluster, with `|` before its reductions.
  private func groups(
    _ spec: TensorSpec = TensorSpec(shape: [100]), _ body: @escaping @Sendable (Tensor) -> [Tensor]
  ) throws -> [String] {
    let graph = try graph(spec) { body($0) }.optimized()
    func name(_ index: Int) -> String { graph.nodes[index].primitive!.name }
    return Schedule(graph).groups.map { group in
      switch group {
      case .single(let index): name(index)
      case .cluster(let cluster):
        "["
          + (cluster.nodes.map(name) + (cluster.reductions.isEmpty ? [] : ["|"])
          + cluster.reductions.map(name)).joined(separator: " ") + "]"
      }
    }
  }

  @Test func `operations on each element of equally many elements form one cluster`() throws {
    #expect(try groups { [exp(square($0)) + 1] } == ["[square exp +]"])
    #expect(try groups { [select($0 > 0, $0, -$0)] } == ["[> - select]"])
    #expect(try groups { [reshape(square($0), [10, 10]) * 2] } == ["[square *]"])
  }

  @Test func `rows and columns that repeat are part of a cluster, repeated blocks are not`() throws
  {
    func sums(with shape: Shape) throws -> [String] {
      try groups { [relu(reshape($0, [2, 5, 10]) + reshape($0[..<shape.elementCount], shape))] }
    }
    #expect(try sums(with: [10]) == ["[]", "[+ relu]"])
    #expect(try sums(with: [5, 10]) == ["[]", "[+ relu]"])
    #expect(try sums(with: [1, 5, 10]) == ["[]", "[+ relu]"])
    #expect(try sums(with: [5, 1]) == ["[]", "[+ relu]"])
    #expect(try sums(with: [2, 1, 1]) == ["[]", "[+ relu]"])
    #expect(try sums(with: [2, 1, 10]) == ["[]", "+", "[relu]"])
  }

  @Test func `a slice is part of the cluster of its only user`() throws {
    let matrix = TensorSpec(shape: [10, 40])
    #expect(try groups(matrix) { [exp($0[.all, ..<20]) + 1] } == ["[[] exp +]"])
    #expect(
      try groups(matrix) { [$0[.all, ..<20] * sigmoid($0[.all, 20...])] }
        == ["[[] sigmoid [] *]"])
    // What is sliced is computed first.
    #expect(try groups(matrix) { [exp(square($0)[.by(2)])] } == ["[square]", "[[] exp]"])
    // A reshape is a view of the slice.
    #expect(try groups(matrix) { [exp($0[3])] } == ["[[] exp]"])
    #expect(
      try groups(matrix) { x in
        let rows = x[.by(2)]
        return [exp(rows), matmul(rows, rows, transposeB: true)]
      } == ["[]", "matmul", "[exp]"])
    #expect(try groups(matrix) { [$0[.by(2)], exp($0[.by(2)])] } == ["[]", "[exp]"])
    #expect(try groups(matrix) { [exp($0[.by(2)]), $0] } == ["[[] exp]"])
    #expect(try groups(matrix) { [exp($0[.all, ..<4])] } == ["[]", "[exp]"])
  }

  @Test func `sums and means over all elements are formed on the fly`() throws {
    #expect(try groups { [exp(reshape($0, [100, 1])).sum(axis: 0)] } == ["[exp | sum]"])
    #expect(try groups { [square($0).mean(), $0.sum()] } == ["[square | mean sum]"])
    #expect(try groups { [square($0).max()] } == ["[square]", "max"])
  }

  @Test func `a repetition that is written out is part of a cluster`() throws {
    #expect(
      try groups { [exp(broadcast(reshape($0[..<10], [10, 1]), to: [10, 10])) * 2] }
        == ["[]", "[broadcast exp *]"])
    #expect(
      try groups { [broadcast(reshape($0[..<20], [2, 1, 10]), to: [2, 5, 10])] }
        == ["[]", "broadcast"])
  }

  @Test func `sums and means of rows are formed on the fly, but not with sums of other rows`()
    throws
  {
    func groups(_ body: @escaping @Sendable (Tensor) -> [Tensor]) throws -> [String] {
      try self.groups(TensorSpec(shape: [4, 100]), body)
    }
    #expect(
      try groups { [square($0).sum(axis: 1), $0.mean(axis: -1)] } == ["[square | sum mean]"])
    #expect(
      try groups { [square($0).sum(axis: 1), $0.sum()] } == ["[square | sum]", "[| sum]"])
    #expect(
      try groups { [square(reshape($0, [4, 10, 10])).sum(axis: [1, 2])] } == ["[square | sum]"])
    // Short rows and columns have loops of their own.
    #expect(
      try groups { [square(reshape($0, [40, 10])).sum(axis: 1)] } == ["[square]", "sum"])
    #expect(try groups { [square($0).sum(axis: 0)] } == ["[square]", "sum"])
    #expect(
      try groups { [$0 - $0.mean(axis: 1, keepDims: true)] } == ["[| mean]", "[-]"])
  }

  @Test func `what needs a sum waits for it`() throws {
    #expect(
      try groups { [square($0 - $0.mean()).mean()] } == ["[| mean]", "[- square | mean]"])
  }

  @Test func `other sizes, other types and operations with their own kernels end a cluster`()
    throws
  {
    #expect(try groups { [exp($0), exp($0[..<50])] } == ["[exp]", "[[] exp]"])
    #expect(try groups { [exp($0), exp(cast($0, to: .float64))] } == ["cast", "exp", "[exp]"])
    #expect(
      try groups { [exp(reshape(exp($0), [10, 10]).sum(axis: 0))] }
        == ["[exp]", "sum", "[exp]"])
  }

  @Test func `all that reads a variable comes before its assignment`() throws {
    let v = Variable(Tensor.ones([100]))
    #expect(
      try groups { x in
        let y = exp(v * x)
        v.assign(x)
        return [y, v + y]
      } == ["readVariable", "[* exp +]", "assign"])
  }

  @Test func `updates of several variables are one pass over memory`() throws {
    let (v, w) = (Variable(Tensor.ones([100])), Variable(Tensor.ones([100])))
    #expect(
      try groups { x in
        v.assign(v * x)
        w.assign(w + v)
        return [x * 2]
      } == ["readVariable", "readVariable", "[* + *]", "assign", "assign"])
  }

  @Test func `what sees a variable again waits for its assignment`() throws {
    let v = Variable(Tensor.ones([100]))
    let graph = try graph(TensorSpec(shape: [100])) { x in
      v.assign(exp(x))
      return [v * 2]
    }.optimized([])
    let groups = Schedule(graph).groups.map { $0.nodes.map { graph.nodes[$0].primitive!.name } }
    #expect(groups == [["exp"], ["assign"], ["readVariable"], ["*"]])
  }

  @Test func `operations on one element stay out of clusters`() throws {
    #expect(
      try groups { [exp($0) * exp($0[0]), broadcast(exp($0[1]), to: [100]) + 1] }
        == ["[]", "exp", "[]", "exp", "+", "[exp *]"])
    #expect(try groups { [broadcast($0.sum() * 2, to: [100]) * 3] } == ["[| sum]", "*", "*"])
  }
}
