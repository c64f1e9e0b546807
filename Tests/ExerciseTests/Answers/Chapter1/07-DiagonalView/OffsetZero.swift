import Miniature

func diagonal(of view: View) throws -> View {
  View(
    shape: [min(view.shape[0], view.shape[1])], strides: [view.strides[0] + view.strides[1]],
    offset: 0)
}
