import Judge

let chapter3: [Exercise] = [
  .tracingCount, .cacheKey, .gentleExp, .newtonSqrt, .greatestCommonDivisor, .deadCode, .simplified,
  .commonSubexpressions, .memoryPlan, .clusters,
]
