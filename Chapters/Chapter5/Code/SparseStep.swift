import Tapestry

/// One step on a table of which two rows were looked up, one of them twice.
func sparseStep() throws {
  let table = Variable(Tensor.ones([4, 2]), name: "table")
  let tape = GradientTape()
  let loss = tape.record { gather(table, Tensor([2, 0, 2])).sum() }
  let forms = try tape.gradientForms(loss, [table])
  if case .slices(let slices)? = forms[0] {
    print("rows", slices.indices.scalars(as: Int32.self), "of", slices.denseShape)
    print(slices.values)
  }
  let optimizer = SGD(learningRate: 0.25)
  optimizer.applyGradients(forms, to: [table])
  print(table.tensor)
}
