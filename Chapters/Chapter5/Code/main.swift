import CourseKit

// Chapter 5: how weights are changed, from gradient descent to Adam.
Chapter(
  5, "Optimizers",
  numbers: ["004.ch4."],
  except: [:],
  sections: [
    Section("rates", "1. Gradient descent and its learning rate", learningRates),
    Section("collapse", "2. A network that collapsed", continues: true, collapse),
    Section("clipping", "3. Clipped gradients", clipping),
    Section("stochastic", "4. Stochastic gradient descent", stochastic),
    Section("momentum", "5. Momentum, and chaos", momentum),
    Section("adam", "6. The second moment: Adam", adam),
    Section("subclass", "7. Adam as a subclass", kerasAdam),
    Section("session", "8. The author's session", authorsAdam),
    Section("engine", "9. Inside the engine: a step is a graph", engine),
    Section("paths", "10. Ten optimizers in a valley", paths),
    Section("schedules", "11. Learning rates that change", usesSeed: true, schedules),
    Section("losses", "12. Loss functions", lossFunctions),
    Section("compiled", "13. The same by compile and fit", compiled),
    Section("resuming", "14. A training that is resumed", resuming),
  ]
).main()
