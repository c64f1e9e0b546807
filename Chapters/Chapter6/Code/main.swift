import CourseKit

// Chapter 6: how samples get from where they are kept to the loop that trains on them.
Chapter(
  6, "Datasets",
  numbers: ["000.", "001."],
  except: [
    "001.reduce_sum_int": "chapter 3 traces functions",
    "001.reduce_sum_float": "chapter 3 traces functions",
    "001.multiply": "chapter 3 traces functions",
    "001.reloaded_multiply": "chapter 4 saves the module",
  ],
  sections: [
    Section("container", "1. A container for data", usesSeed: true, container),
    Section(
      "stages", "2. Inside the engine: what travels through a pipeline", continues: true,
      usesSeed: true, stages),
    Section(
      "shuffle", "3. Inside the engine: the buffer of a shuffle", continues: true, usesSeed: true,
      shuffling),
    Section(
      "resume", "4. To stop in the middle of an epoch", continues: true, usesSeed: true, resuming),
    Section("quadratic", "5. A quadratic model: a loop of one's own", usesSeed: true, quadratic),
    Section(
      "fit", "6. A quadratic model: compile and fit", continues: true, usesSeed: true, fitted),
    Section("book", "7. The book's own class", usesSeed: true, bookDataset),
    Section(
      "vectorized", "8. One function for all elements at once", continues: true, usesSeed: true,
      vectorized),
    Section("files", "9. From a file, piece by piece", continues: true, usesSeed: true, files),
    Section("overlap", "10. What overlaps with what", overlap),
    Section("images", "11. Drawn digits and a network that reads them", usesSeed: true, images),
    Section(
      "same", "12. The same network, small and large", usesSeed: true, smallAndLarge),
  ]
).main()
