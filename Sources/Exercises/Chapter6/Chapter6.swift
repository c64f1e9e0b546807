import Judge

let chapter6: [Exercise] = [
  .batchRanges, .heldBack, .lazyBatches, .bufferedShuffle, .epochPosition, .epochLoss,
  .gradientPerExample, .fieldsOfLine, .finishingTimes, .windowOverImages,
]
