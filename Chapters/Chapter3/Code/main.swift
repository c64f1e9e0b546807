import CourseKit

// Chapter 3: how code becomes a graph, and what a graph is good for.
Chapter(
  3, "Tracing",
  numbers: ["004.ch2.", "001.reduce_sum", "001.multiply"],
  sections: [
    Section("functions", "1. Functions", functions),
    Section("signatures", "2. One function, many graphs", signatures),
    Section("control", "3. Branches and loops", controlFlow),
    Section("autograph", "4. AutoGraph", autoGraph),
    Section("regression", "5. Linear regression revisited", regression),
    Section("sessions", "6. A session, as before", usesSeed: true, sessions),
    Section("graphs", "7. Inside the engine: the graph", graphs),
    Section("speed", "8. Inside the engine: the plan", speed),
    Section("payoff", "9. Where tracing pays", payoff),
  ]
).main()
