import Judge

let chapter1: [Exercise] = [
  .signedImage, .distanceTable, .broadcastShape, .movingMean, .runningMean, .elementsOfView,
  .diagonalView, .softmaxRows, .uniformsFrom, .pairwiseSum,
]
