import CourseKit

// Chapter 3: how code becomes a graph, and what a graph is good for.
Chapter(
  3, "Tracing",
  numbers: ["004.ch2.", "001.reduce_sum", "001.multiply"],
  except: ["004.ch2.concrete_g": "its function has an if over a tensor, which is yet to come"],
  sections: [
    Section("functions", "1. Functions", functions),
    Section("signatures", "2. One function, many graphs", signatures),
    Section("regression", "3. Linear regression revisited", regression),
    Section("sessions", "4. A session, as before", sessions),
    Section("graphs", "4. Inside the engine: the graph", graphs),
    Section("speed", "5. Inside the engine: the plan", speed),
  ]
).main()
