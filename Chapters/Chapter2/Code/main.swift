import CourseKit

// Chapter 2: how a tape finds derivatives, and what can be fitted with them.
let tutorial = Tutorial()
Chapter(
  2, "Automatic differentiation",
  numbers: ["004.ch1.", "003."],
  except: [
    "004.ch1.x": "chapter 1 makes tensors",
    "004.ch1.v": "chapter 1 makes variables",
  ],
  sections: [
    Section("tape", "1. A tape: automatic differentiation", tape),
    Section("engine", "2. Inside the engine: the record and the walk back", engine),
    Section("none", "4. Why there is no gradient", noGradient),
    Section("book", "5. The book's regression", bookRegression),
    Section(
      "data", "6. A line through ten thousand points: the data", usesSeed: true, tutorial.data),
    Section(
      "training", "6. A line through ten thousand points: training", continues: true,
      usesSeed: true, tutorial.training),
    Section(
      "test", "6. A line through ten thousand points: the test", continues: true, usesSeed: true,
      tutorial.test),
    Section("start", "7. Two runs in one text", continues: true, usesSeed: true, tutorial.start),
    Section("styles", "8. One model, several styles", usesSeed: true, styles),
  ]
).main()
