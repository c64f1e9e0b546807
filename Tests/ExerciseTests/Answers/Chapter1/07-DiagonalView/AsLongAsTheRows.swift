import Miniature

func diagonal(of view: View) throws -> View {
  View(
    shape: [view.shape[0]], strides: [view.strides[0] + view.strides[1]],
    offset: view.offset)
}
