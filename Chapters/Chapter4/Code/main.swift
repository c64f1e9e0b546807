import CourseKit

// Chapter 4: models are made of layers, and layers of weights and what is computed with them.
Chapter(
  4, "Models, layers and activations",
  numbers: ["004.ch3.", "001.multiply", "001.reloaded_multiply"],
  sections: [
    Section("models", "1. Models", models),
    Section("fit", "2. Training by one call", fitting),
    Section("stale", "3. A step that keeps the old model", staleModel),
    Section("layers", "4. Layers", layers),
    Section("engine", "5. Inside the engine: what a module holds", engine),
    Section("activations", "6. Activations", activations),
    Section("survey", "7. A survey of activations", survey),
    Section("networks", "8. Fully connected networks", networks),
    Section("tail", "9. The table that came from other code", printedTail),
    Section("town", "10. Houses that were made for it", town),
    Section("functional", "11. Models by description", functional),
    Section("landscape", "12. The loss as a landscape", landscape),
    Section("keras", "13. Keras and Estimator", usesSeed: true, kerasAndEstimator),
    Section("sequences", "14. Sequences, words and scales", otherLayers),
    Section("file", "15. A model in a file", modelFile),
  ]
).main()
