import Judge

let chapter5: [Exercise] = [
  .descend, .largestRate, .globalNorm, .accumulatedGradient, .momentumStep, .adamStep, .myAdamW,
  .warmUpThenCosine, .logitLoss, .quantileLoss,
]
