import TestSupport
import Testing

@testable import Tapestry

struct DescriptionTests {
  @Test func `tensors show as TensorFlow shows them`() {
    let shown: [(Tensor, String)] = [
      (Tensor(1, dtype: .int8), "<tf.Tensor: shape=(), dtype=int8, numpy=1>"),
      (Tensor(5.0), "<tf.Tensor: shape=(), dtype=float32, numpy=5.0>"),
      (Tensor(true), "<tf.Tensor: shape=(), dtype=bool, numpy=True>"),
      (
        Tensor([1.0, 2.0, 3.0]),
        "<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>"
      ),
      (
        Tensor([[1.0, 2.0], [3.0, 4.0]]),
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\n"
          + "array([[1., 2.],\n       [3., 4.]], dtype=float32)>"
      ),
      (
        Tensor([[3, 4]], dtype: .int8),
        "<tf.Tensor: shape=(1, 2), dtype=int8, numpy=array([[3, 4]], dtype=int8)>"
      ),
      (
        Tensor([[[1], [2]]], dtype: .int64),
        "<tf.Tensor: shape=(1, 2, 1), dtype=int64, numpy=\narray([[[1],\n        [2]]])>"
      ),
      (
        Tensor.zeros([0]),
        "<tf.Tensor: shape=(0,), dtype=float32, numpy=array([], dtype=float32)>"
      ),
    ]
    for (tensor, text) in shown { #expect(tensor.debugDescription == text) }
  }

  @Test func `tensors print as TensorFlow prints them`() {
    #expect("\(Tensor(83.24384))" == "tf.Tensor(83.24384, shape=(), dtype=float32)")
    #expect("\(Tensor([1, 2]))" == "tf.Tensor([1 2], shape=(2,), dtype=int32)")
    #expect(
      "\(Tensor([[1.0, 2.0], [3.0, 4.0]]))"
        == "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)")
    #expect("\(Tensor([[true]]))" == "tf.Tensor([[ True]], shape=(1, 1), dtype=bool)")
    #expect("\(Tensor.range(40))".hasPrefix("tf.Tensor(\n[ 0  1  2"))
  }

  @Test func `a view prints what it shows`() {
    let x = Tensor([[1, 2], [3, 4]])
    #expect("\(transpose(x))" == "tf.Tensor(\n[[1 3]\n [2 4]], shape=(2, 2), dtype=int32)")
    #expect("\(x[.all, .by(-1)][1])" == "tf.Tensor([4 3], shape=(2,), dtype=int32)")
  }

  @Test func `the only element prints as Python prints it`() {
    #expect(Tensor([[34.1]]).scalarDescription == "34.1")
    #expect(Tensor(false).scalarDescription == "False")
  }

  @Test func `several elements do not print as one`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2]).scalarDescription
      },
      "scalarDescription: a tensor of shape (2,)", "cure: print the tensor")
  }
}
