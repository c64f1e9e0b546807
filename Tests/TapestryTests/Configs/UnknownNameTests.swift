import Testing

@testable import Tapestry

struct UnknownNameTests {
  @Test func `an unknown name is answered with the closest and all`() {
    let near = UnknownName(kind: "thing", name: "reli", known: ["relu", "tanh"])
    #expect(
      near.description
        == "there is no thing 'reli'\n  cure: did you mean 'relu'? the names are relu, tanh")
    let far = UnknownName(kind: "thing", name: "quadratic", known: ["relu", "tanh"])
    #expect(far.description == "there is no thing 'quadratic'\n  cure: the names are relu, tanh")
  }
}
