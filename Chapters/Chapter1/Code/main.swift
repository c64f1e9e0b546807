import CourseKit

// Chapter 1: what tensors, operations and variables are, and how the engine keeps them.
Chapter(
  1, "Tensors",
  numbers: ["004.ch1."],
  except: [
    "004.ch1.grad": "chapter 2 differentiates",
    "004.ch1.linreg": "chapter 2 fits the line",
  ],
  sections: [
    Section("tensors", "1. Tensors", tensors),
    Section("operations", "2. Operations", operations),
    Section("slices", "2. Operations: slicing and indexing", slices),
    Section("variables", "3. Variables", variables),
    Section("views", "4. Inside the engine: views", views),
    Section("mistakes", "5. Inside the engine: one door, and what cannot be computed", mistakes),
    Section("random", "6. Inside the engine: random numbers", usesSeed: true, randomNumbers),
    Section("precision", "7. Inside the engine: sums of many numbers", precision),
  ]
).main()
