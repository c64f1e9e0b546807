import Judge

let chapter6: [Exercise] = [
  .batchRanges, .heldBack, .lazyBatches, .bufferedShuffle, .epochPlace, .epochLoss,
  .gradientPerExample, .fieldsOfLine, .finishingTimes, .windowOverImages,
]
