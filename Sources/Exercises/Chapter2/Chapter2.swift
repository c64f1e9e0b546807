import Judge

let chapter2: [Exercise] = [
  .slopeOfFunction, .lossGradient, .productGradient, .matmulGradient, .backwardWalk, .curvature,
  .straightThrough, .numericGradient, .checkpointed, .lineFit,
]
