import CourseKit

// Chapter 3: how code becomes a graph, and what a graph is good for.
Chapter(
  3, "Tracing",
  numbers: ["004.ch2.", "001.reduce_sum", "001.multiply"],
  sections: [
    Section("functions", "1. A function that is run once", functions),
    Section("signatures", "2. Signatures: one function, many graphs", signatures),
    Section("control", "5. Branches and loops", controlFlow),
    Section("regression", "5. Branches and loops: linear regression revisited", regression),
    Section("sessions", "5. Branches and loops: a session, as before", usesSeed: true, sessions),
    Section("autograph", "6. AutoGraph", autoGraph),
    Section("graphs", "7. Inside the engine: the graph and the passes", graphs),
    Section("speed", "8. Inside the engine: the plan", speed),
    Section("payoff", "9. Where tracing pays", payoff),
    Section("board", "10. The graph in TensorBoard", board),
  ]
).main()
