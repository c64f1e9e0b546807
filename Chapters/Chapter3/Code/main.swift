import CourseKit

// Chapter 3: how code becomes a graph, and what a graph is good for.
Chapter(
  3, "Tracing",
  numbers: ["004.ch2.", "001.reduce_sum", "001.multiply"],
  sections: [
    Section("functions", "1. A function that is run once", functions),
    Section("signatures", "2. Signatures: one function, many graphs", signatures),
    Section("control", "4. Branches and loops", controlFlow),
    Section("regression", "4. Branches and loops: linear regression revisited", regression),
    Section("sessions", "4. Branches and loops: a session, as before", usesSeed: true, sessions),
    Section("autograph", "5. AutoGraph", autoGraph),
    Section("graphs", "6. Inside the engine: the graph and the passes", graphs),
    Section("speed", "7. Inside the engine: the plan", speed),
    Section("payoff", "8. Where tracing pays", payoff),
  ]
).main()
