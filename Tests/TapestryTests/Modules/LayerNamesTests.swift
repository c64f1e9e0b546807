import Testing

@testable import Tapestry

struct LayerNamesTests {
  @Test(arguments: [
    ("Dense", "dense"), ("LinearRegressionV2", "linear_regression_v2"), ("MLP", "mlp"),
    ("MyMLP", "my_mlp"), ("LSTMCell", "lstm_cell"), ("BatchNormalization", "batch_normalization"),
    ("Wrapper<Dense>", "wrapper"),
  ])
  func `a class's name becomes small words`(_ name: String, _ words: String) {
    #expect(LayerNames.snakeCase(name) == words)
  }

  @Test func `layers of a class are numbered, and start again`() async {
    // In its own process, since names are the whole program's.
    await #expect(processExitsWith: .success) {
      final class Linear: Layer {}
      #expect([Dense(1).name, Dense(1).name, Linear().name] == ["dense", "dense_1", "linear"])
      #expect(Dense(1, name: "mine").name == "mine")
      #expect(Dense(1).name == "dense_2")
      #expect([Input([1]).input?.name, Input([1]).input?.name] == ["input_1", "input_2"])
      clearSession()
      #expect(Dense(1).name == "dense")
      #expect(Input([1]).input?.name == "input_1")
    }
  }
}
