/// y_i = b_i + a_i y_{i-1} along a dimension, with 0 before the first: the gradient that comes back
/// through running products. Its own gradients are recurrences of the same kind.
struct LinearRecurrence: Primitive {
  let scan: Scan
  var name: String { "linearRecurrence" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype {
    case .float32: follow(inputs, y, Float.self)
    case .float16: return throughFloat(inputs, spec)
    default: follow(inputs, y, Double.self)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let back = scan.back
    let g = bind(LinearRecurrence(scan: back), [call.dy, back.shifted(call[1])])
    return input == 0 ? g : chain(g, times: scan.shifted(call.output))
  }

  private func follow<F: FloatingScalar>(_ inputs: [Tensor], _ y: Tensor, _: F.Type) {
    guard y.count > 0 else { return }
    let size = y.shape.dimensions[scan.axis]
    let inner = y.shape.dimensions[(scan.axis + 1)...].reduce(1, *)
    let (b, a) = (inputs[0].contiguous(), inputs[1].contiguous())
    withElements(of: b, as: F.self, a, as: F.self, y, as: F.self) { b, a, y in
      let smallest = max(2, (1 << 16) / (size * inner))
      parallel(inputs[0].count / (size * inner), smallest: smallest, multiple: 1) { blocks in
        for block in blocks {
          for step in 0..<size {
            let row = scan.reverse ? size - 1 - step : step
            let current = (block * size + row) * inner
            let previous = scan.reverse ? current + inner : current - inner
            for index in current..<(current + inner) {
              // 0 times any factor is 0, even times infinity, as for every incoming gradient.
              let before = step == 0 ? 0 : y[previous + index - current]
              y[index] = before == 0 ? b[index] : b[index] + a[index] * before
            }
          }
        }
      }
    }
  }
}
