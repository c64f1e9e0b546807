import Judge

let chapter4: [Exercise] = [
  .parabola, .myDense, .variablesInObject, .collapsed, .mish, .heKernel, .deadUnits,
  .alignedError, .myBatchNorm, .residualNetwork,
]
