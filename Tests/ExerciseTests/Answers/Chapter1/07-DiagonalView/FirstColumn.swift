import Miniature

func diagonal(of view: View) throws -> View {
  View(
    shape: [min(view.shape[0], view.shape[1])], strides: [view.strides[0]],
    offset: view.offset)
}
