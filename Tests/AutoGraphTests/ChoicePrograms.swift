import AutoGraph
import Tapestry

// Programs that choose, each beside the same program over plain numbers. One long table: a macro
// takes its source where it is, so each program has to be written out twice.

@AutoGraph
private func ifElse(_ x: Tensor) -> Tensor {
  if x > 0 {
    return x * 2
  } else {
    return x * x
  }
}

@AutoGraph
private func ifWithoutElse(_ x: Tensor) -> Tensor {
  var y = x
  if x > 1 {
    y = y * 3
  }
  return y
}

@AutoGraph
private func elseIfChain(_ x: Tensor) -> Tensor {
  var y = x
  if x < -1 {
    y = y - 1
  } else if x < 1 {
    y = y * y
  } else if x < 3 {
    y = y * 2
  } else {
    y = y + 10
  }
  return y
}

@AutoGraph
private func twoVariables(_ x: Tensor) -> Tensor {
  var a = x
  var b = x * 2
  if a < 1 {
    a = b + 1
    b = a * 2
  } else {
    b = a - b
  }
  return a * b
}

@AutoGraph
private func earlyReturn(_ x: Tensor) -> Tensor {
  if x < 0 {
    return -x
  }
  let y = x * x
  return y + 1
}

@AutoGraph
private func manyEarlyReturns(_ x: Tensor) -> Tensor {
  if x < -1 { return x * 2 }
  if x < 0 { return x * 3 }
  let y = x + 1
  if y > 3 { return y * y }
  return y
}

@AutoGraph
private func nestedIf(_ x: Tensor) -> Tensor {
  var y = x
  if x > 0 {
    if x > 2 {
      y = y * y
    } else {
      y = y + 5
    }
    y = y + 1
  }
  return y
}

@AutoGraph
private func nestedReturn(_ x: Tensor) -> Tensor {
  var y = x
  if x > 0 {
    if x > 2 {
      return y * y
    }
    y = y + 5
  }
  return y * 2
}

@AutoGraph
private func deferredLet(_ x: Tensor) -> Tensor {
  let y: Tensor
  if x > 0 {
    y = x * 4
  } else {
    y = x * 5
  }
  return y + 1
}

@AutoGraph
private func deferredVar(_ x: Tensor) -> Tensor {
  var y: Tensor
  if x > 0 {
    y = x
    y = y * y
  } else {
    y = x - 2
  }
  return y
}

@AutoGraph
private func guardStatement(_ x: Tensor) -> Tensor {
  guard x > 0 else {
    return x * 7
  }
  return x * x
}

@AutoGraph
private func guardChain(_ x: Tensor) -> Tensor {
  guard x > -1, x < 4 else { return x }
  let y = x * 2
  guard y > 1 else { return y * 3 }
  return y * y
}

@AutoGraph
private func ternary(_ x: Tensor) -> Tensor {
  return x > 0 ? x * 2 : x * 3
}

@AutoGraph
private func ternaryOfNumbers(_ x: Tensor) -> Tensor {
  return x * (x > 0 ? 2.0 : 3.0)
}

@AutoGraph
private func nestedTernary(_ x: Tensor) -> Tensor {
  return x < 0 ? -x : x > 2 ? x * x : x + 1
}

@AutoGraph
private func ternaryMixed(_ x: Tensor) -> Tensor {
  return x * (x > 0 ? x * x : 1.5)
}

@AutoGraph
private func andCondition(_ x: Tensor) -> Tensor {
  if x > 0 && x < 2 { return x * x }
  return x
}

@AutoGraph
private func orCondition(_ x: Tensor) -> Tensor {
  if x < 0 || x > 2 { return x * 3 }
  return x + 1
}

@AutoGraph
private func notCondition(_ x: Tensor) -> Tensor {
  if !(x > 0) { return x * 3 }
  return x + 1
}

@AutoGraph
private func combinedConditions(_ x: Tensor) -> Tensor {
  if !(x < -1 || x > 4) && (x > 0 || x < -0.7) { return x * x * x }
  return x - 1
}

@AutoGraph
private func plainIf(_ x: Tensor) -> Tensor {
  let isOn = [1].count == 1
  var y = x
  if isOn {
    y = y * 2
  }
  return y
}

@AutoGraph
private func plainInsideTensor(_ x: Tensor) -> Tensor {
  let count = [1, 2, 3].count
  var y = x
  if x > 0 {
    if count > 2 {
      y = y * 4
    }
  }
  return y
}

@AutoGraph
private func tensorInsidePlain(_ x: Tensor) -> Tensor {
  let count = [1, 2, 3].count
  if count > 2 {
    if x > 0 { return x * 2 }
  }
  return x
}

@AutoGraph
private func switchReturn(_ x: Tensor) -> Tensor {
  let kind = [1].count
  switch kind {
  case 0: return x
  case 1:
    if x > 1 { return x * 5 }
  default: break
  }
  return x + 3
}

@AutoGraph
private func optionalBinding(_ x: Tensor) -> Tensor {
  let factor: Double? = [2.5].first
  var y = x
  if let factor {
    if y > 0 {
      y = y * factor
    }
  }
  return y
}

@AutoGraph
private func guardLet(_ x: Tensor) -> Tensor {
  let factor: Double? = [2.5].first
  guard let factor else { return x }
  if x > 0 { return x * factor }
  return -x
}

@AutoGraph
private func ifAsValue(_ x: Tensor) -> Tensor {
  let y = if x > 0 { x * 2 } else { x * 3 }
  return y + 1
}

@AutoGraph
private func ifAsBody(_ x: Tensor) -> Tensor {
  if x > 0 { x * 2 } else { x * x }
}

@AutoGraph
private func shadowing(_ x: Tensor) -> Tensor {
  var y = x
  if x > 0 {
    let x = y * 2
    y = x + 1
  }
  return y * x
}

@AutoGraph
private func localInBranch(_ x: Tensor) -> Tensor {
  var y = x
  if x > 0 {
    var z = y
    z = z * z
    y = z + 1
  } else {
    let z = y + 4
    y = z * 2
  }
  return y
}

@AutoGraph
private func arrayState(_ x: Tensor) -> Tensor {
  var ys = [x, x * 2]
  if x > 0 {
    ys[0] = ys[1] * 3
  } else {
    ys = [ys[1], ys[0]]
  }
  return ys[0] - ys[1]
}

@AutoGraph
private func tupleAssignment(_ x: Tensor) -> Tensor {
  var (a, b) = (x, x + 1)
  if x > 0 {
    (a, b) = (b, a)
  }
  return a * 2 + b
}

@AutoGraph
private func compoundOperators(_ x: Tensor) -> Tensor {
  var y = x
  if x > 1 {
    y += 3
    y -= x / 2
  } else {
    y *= 4
    y /= 3
  }
  return y
}

@AutoGraph
private func unusedCondition(_ x: Tensor) -> Tensor {
  if x > 0 { _ = x * 2 } else { _ = x * 3 }
  return x
}

@AutoGraph
private func returnInElse(_ x: Tensor) -> Tensor {
  if x > 0 {
    let y = x * 3
    _ = y
  } else {
    return x - 1
  }
  return x * x
}

let choicePrograms: [ScalarProgram] = [
  ScalarProgram("ifElse", ifElse) { x in
    if x > 0 {
      return x * 2
    } else {
      return x * x
    }
  },
  ScalarProgram("ifWithoutElse", ifWithoutElse) { x in
    var y = x
    if x > 1 {
      y = y * 3
    }
    return y
  },
  ScalarProgram("elseIfChain", elseIfChain) { x in
    var y = x
    if x < -1 {
      y = y - 1
    } else if x < 1 {
      y = y * y
    } else if x < 3 {
      y = y * 2
    } else {
      y = y + 10
    }
    return y
  },
  ScalarProgram("twoVariables", twoVariables) { x in
    var a = x
    var b = x * 2
    if a < 1 {
      a = b + 1
      b = a * 2
    } else {
      b = a - b
    }
    return a * b
  },
  ScalarProgram("earlyReturn", earlyReturn) { x in
    if x < 0 {
      return -x
    }
    let y = x * x
    return y + 1
  },
  ScalarProgram("manyEarlyReturns", manyEarlyReturns) { x in
    if x < -1 { return x * 2 }
    if x < 0 { return x * 3 }
    let y = x + 1
    if y > 3 { return y * y }
    return y
  },
  ScalarProgram("nestedIf", nestedIf) { x in
    var y = x
    if x > 0 {
      if x > 2 {
        y = y * y
      } else {
        y = y + 5
      }
      y = y + 1
    }
    return y
  },
  ScalarProgram("nestedReturn", nestedReturn) { x in
    var y = x
    if x > 0 {
      if x > 2 {
        return y * y
      }
      y = y + 5
    }
    return y * 2
  },
  ScalarProgram("deferredLet", deferredLet) { x in
    let y: Double
    if x > 0 {
      y = x * 4
    } else {
      y = x * 5
    }
    return y + 1
  },
  ScalarProgram("deferredVar", deferredVar) { x in
    var y: Double
    if x > 0 {
      y = x
      y = y * y
    } else {
      y = x - 2
    }
    return y
  },
  ScalarProgram("guardStatement", guardStatement) { x in
    guard x > 0 else {
      return x * 7
    }
    return x * x
  },
  ScalarProgram("guardChain", guardChain) { x in
    guard x > -1, x < 4 else { return x }
    let y = x * 2
    guard y > 1 else { return y * 3 }
    return y * y
  },
  ScalarProgram("ternary", ternary) { x in
    return x > 0 ? x * 2 : x * 3
  },
  ScalarProgram("ternaryOfNumbers", ternaryOfNumbers) { x in
    return x * (x > 0 ? 2.0 : 3.0)
  },
  ScalarProgram("nestedTernary", nestedTernary) { x in
    return x < 0 ? -x : x > 2 ? x * x : x + 1
  },
  ScalarProgram("ternaryMixed", ternaryMixed) { x in
    return x * (x > 0 ? x * x : 1.5)
  },
  ScalarProgram("andCondition", andCondition) { x in
    if x > 0 && x < 2 { return x * x }
    return x
  },
  ScalarProgram("orCondition", orCondition) { x in
    if x < 0 || x > 2 { return x * 3 }
    return x + 1
  },
  ScalarProgram("notCondition", notCondition) { x in
    if !(x > 0) { return x * 3 }
    return x + 1
  },
  ScalarProgram("combinedConditions", combinedConditions) { x in
    if !(x < -1 || x > 4) && (x > 0 || x < -0.7) { return x * x * x }
    return x - 1
  },
  ScalarProgram("plainIf", plainIf) { x in
    let isOn = [1].count == 1
    var y = x
    if isOn {
      y = y * 2
    }
    return y
  },
  ScalarProgram("plainInsideTensor", plainInsideTensor) { x in
    let count = [1, 2, 3].count
    var y = x
    if x > 0 {
      if count > 2 {
        y = y * 4
      }
    }
    return y
  },
  ScalarProgram("tensorInsidePlain", tensorInsidePlain) { x in
    let count = [1, 2, 3].count
    if count > 2 {
      if x > 0 { return x * 2 }
    }
    return x
  },
  ScalarProgram("switchReturn", switchReturn) { x in
    let kind = [1].count
    switch kind {
    case 0: return x
    case 1:
      if x > 1 { return x * 5 }
    default: break
    }
    return x + 3
  },
  ScalarProgram("optionalBinding", optionalBinding) { x in
    let factor: Double? = [2.5].first
    var y = x
    if let factor {
      if y > 0 {
        y = y * factor
      }
    }
    return y
  },
  ScalarProgram("guardLet", guardLet) { x in
    let factor: Double? = [2.5].first
    guard let factor else { return x }
    if x > 0 { return x * factor }
    return -x
  },
  ScalarProgram("ifAsValue", ifAsValue) { x in
    let y = if x > 0 { x * 2 } else { x * 3 }
    return y + 1
  },
  ScalarProgram("ifAsBody", ifAsBody) { x in
    if x > 0 { x * 2 } else { x * x }
  },
  ScalarProgram("shadowing", shadowing) { x in
    var y = x
    if x > 0 {
      let x = y * 2
      y = x + 1
    }
    return y * x
  },
  ScalarProgram("localInBranch", localInBranch) { x in
    var y = x
    if x > 0 {
      var z = y
      z = z * z
      y = z + 1
    } else {
      let z = y + 4
      y = z * 2
    }
    return y
  },
  ScalarProgram("arrayState", arrayState) { x in
    var ys = [x, x * 2]
    if x > 0 {
      ys[0] = ys[1] * 3
    } else {
      ys = [ys[1], ys[0]]
    }
    return ys[0] - ys[1]
  },
  ScalarProgram("tupleAssignment", tupleAssignment) { x in
    var (a, b) = (x, x + 1)
    if x > 0 {
      (a, b) = (b, a)
    }
    return a * 2 + b
  },
  ScalarProgram("compoundOperators", compoundOperators) { x in
    var y = x
    if x > 1 {
      y += 3
      y -= x / 2
    } else {
      y *= 4
      y /= 3
    }
    return y
  },
  ScalarProgram("unusedCondition", unusedCondition) { x in
    if x > 0 { _ = x * 2 } else { _ = x * 3 }
    return x
  },
  ScalarProgram("returnInElse", returnInElse) { x in
    if x > 0 {
      let y = x * 3
      _ = y
    } else {
      return x - 1
    }
    return x * x
  },
]
