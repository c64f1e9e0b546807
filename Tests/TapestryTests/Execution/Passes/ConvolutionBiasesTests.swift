import Testing

@testable import Tapestry

/// Convolutions that finish their sums themselves, against the operations one by one.
struct ConvolutionBiasesTests {
  private let filters = counting([3, 3, 4, 16], .float32, modulus: 7) - 3
  private let bias = counting([16], .float32, modulus: 13) - 6

  /// Wide images are convolved row by row, narrow ones in patches.
  @Test(arguments: [4, 12], [true, false])
  func `bias and rectifier are part of the convolution`(width: Int, rectifies: Bool) throws {
    let x = counting([2, 9, width, 4], .float32, modulus: 11) - 5
    let call: @Sendable (Tensor) -> Tensor = { [filters, bias] in
      let sums = conv2D($0, filters, padding: .same) + bias
      return rectifies ? relu(sums) : sums
    }
    let function = Function("layer", call)
    let text = try function.concreteFunction(for: x).graph.optimized().description
    #expect(text.contains(rectifies ? "rectifiedConv2D" : "biasedConv2D"))
    #expect(!text.contains("relu(") && !text.contains("+("))
    expectEqual(try function(x), call(x))
  }

  @Test func `sums that are needed without their bias stay`() throws {
    let x = counting([2, 9, 12, 4], .float32, modulus: 11) - 5
    let call: @Sendable (Tensor) -> Tensor = { [filters, bias] in
      let sums = conv2D($0, filters)
      return relu(sums + bias) * sums
    }
    let function = Function("layer", call)
    let text = try function.concreteFunction(for: x).graph.optimized().description
    #expect(text.contains(" conv2D(") && !text.contains("edConv2D"))
    expectEqual(try function(x), call(x))
  }

  @Test func `a sum that is needed before it is rectified has its bias`() throws {
    let x = counting([2, 9, 12, 4], .float32, modulus: 11) - 5
    let call: @Sendable (Tensor) -> Tensor = { [filters, bias] in
      let sums = conv2D($0, filters) + bias
      return relu(sums) * sums
    }
    let function = Function("layer", call)
    let text = try function.concreteFunction(for: x).graph.optimized().description
    #expect(text.contains("biasedConv2D") && text.contains("relu("))
    expectEqual(try function(x), call(x))
  }

  @Test func `other sums are not biases`() throws {
    let x = counting([2, 9, 12, 4], .float32, modulus: 11) - 5
    let other = Tensor.ones([7, 10, 16])
    let function = Function("layer") { [filters] (x: Tensor) in conv2D(x, filters) + other }
    let text = try function.concreteFunction(for: x).graph.optimized().description
    #expect(!text.contains("edConv2D"))
    expectEqual(try function(x), conv2D(x, filters) + other)
  }
}
