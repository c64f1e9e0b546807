import CourseKit

// Chapter 4: models are made of layers, and layers of weights and what is computed with them.
Chapter(
  4, "Models, layers and activations",
  numbers: ["004.ch3."],
  except: [:],
  sections: [
    Section("models", "1. Models", models),
    Section("fit", "2. Training by one call", fitting),
    Section("stale", "3. A step that keeps the old model", staleModel),
    Section("layers", "4. Layers", layers),
    Section("activations", "5. Activations", activations),
    Section("networks", "6. Fully connected networks", networks),
  ]
).main()
