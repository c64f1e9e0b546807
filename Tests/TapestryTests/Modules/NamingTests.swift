import Testing

@testable import Tapestry

struct NamingTests {
  @Test(arguments: [
    ("Dense", "dense"), ("LinearRegressionV2", "linear_regression_v2"), ("MLP", "mlp"),
    ("MyMLP", "my_mlp"), ("LSTMCell", "lstm_cell"), ("BatchNormalization", "batch_normalization"),
    ("Wrapper<Dense>", "wrapper"),
  ])
  func `a class's name becomes small words`(_ name: String, _ words: String) {
    #expect(LayerNames.snakeCase(name) == words)
  }

  @Test func `layers of a class are numbered, and start again`() async {
    // In a process of its own, since names are the whole program's.
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

  @Test func `an unknown name is told the closest and all`() {
    let near = UnknownName(kind: "thing", name: "reli", known: ["relu", "tanh"])
    #expect(
      near.description
        == "there is no thing 'reli'\n  cure: did you mean 'relu'? the names are relu, tanh")
    let far = UnknownName(kind: "thing", name: "quadratic", known: ["relu", "tanh"])
    #expect(far.description == "there is no thing 'quadratic'\n  cure: the names are relu, tanh")
  }
}
