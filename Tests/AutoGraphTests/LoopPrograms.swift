import AutoGraph
import Tapestry

// Programs that repeat, each beside the same program over plain numbers. One long table: a macro
// takes its source where it is, so each program has to be written out twice.

@AutoGraph
private func whileDoubling(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  while y < 50 {
    y = y * 2
  }
  return y
}

@AutoGraph
private func whileCounting(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 4 {
    y = y * 1.5
    i += 1
  }
  return y
}

@AutoGraph
private func whileNever(_ x: Tensor) -> Tensor {
  var y = x
  while y > 1000 {
    y = y / 2
  }
  return y
}

@AutoGraph
private func whileBreak(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  var i = Tensor(0)
  while i < 10 {
    if y > 20 { break }
    y = y * 2
    i += 1
  }
  return y
}

@AutoGraph
private func whileTrue(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  while true {
    y = y * 3
    if y > 40 { break }
  }
  return y
}

@AutoGraph
private func whileContinue(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 6 {
    i += 1
    if y > 5 { continue }
    y = y + 2
  }
  return y
}

@AutoGraph
private func whileReturn(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  var i = Tensor(0)
  while i < 10 {
    if y > 30 { return y * 10 }
    y = y * 2
    i += 2
  }
  return y
}

@AutoGraph
private func whileBreakAndContinue(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 8 {
    i += 1
    if i == 2 { continue }
    if y > 10 { break }
    y = y * 2 + 1
  }
  return y
}

@AutoGraph
private func whileWithIf(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 5 {
    if y < 2 {
      y = y + 3
    } else {
      y = y * 0.5
    }
    i += 1
  }
  return y
}

@AutoGraph
private func nestedWhile(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 3 {
    var j = Tensor(0)
    while j < 2 {
      y = y * 1.1 + 0.1
      j += 1
    }
    i += 1
  }
  return y
}

@AutoGraph
private func nestedBreaks(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 4 {
    var j = Tensor(0)
    while j < 4 {
      if y > 6.03 { break }
      y = y + 1
      j += 1
    }
    if y > 8.03 { break }
    y = y * 1.25
    i += 1
  }
  return y
}

@AutoGraph
private func innerReturn(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  while i < 3 {
    var j = Tensor(0)
    while j < 3 {
      if y > 9 { return y * 2 }
      y = y + 1.5
      j += 1
    }
    i += 1
  }
  return y
}

@AutoGraph
private func repeatOnce(_ x: Tensor) -> Tensor {
  var y = x
  repeat {
    y = y * 2
  } while y > 1000
  return y
}

@AutoGraph
private func repeatUntil(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  repeat {
    y = y * 2
  } while y < 30
  return y
}

@AutoGraph
private func repeatBreak(_ x: Tensor) -> Tensor {
  var y = x * x + 1
  repeat {
    if y > 12 { break }
    y = y * 2
  } while y < 30
  return y
}

@AutoGraph
private func repeatContinue(_ x: Tensor) -> Tensor {
  var y = x * x
  var i = Tensor(0)
  repeat {
    i += 1
    if y > 3 { continue }
    y = y + 2
  } while i < 4
  return y
}

@AutoGraph
private func forRange(_ x: Tensor) -> Tensor {
  var y = x
  for _ in 0..<3 {
    y *= x
  }
  return y
}

@AutoGraph
private func forRangeIndex(_ x: Tensor) -> Tensor {
  var y = x
  for i in 1...4 {
    y = y + x * i
  }
  return y
}

@AutoGraph
private func forBreak(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<6 {
    if y > 4 { break }
    y = y + i
  }
  return y
}

@AutoGraph
private func forContinue(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<6 {
    if i % 2 == 0 { continue }
    y = y + i
  }
  return y
}

@AutoGraph
private func forReturn(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<6 {
    y = y + i
    if y > 7 { return y * 2 }
  }
  return y
}

@AutoGraph
private func forWhere(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<6 where i % 3 != 0 {
    y = y + i
  }
  return y
}

@AutoGraph
private func forTuples(_ x: Tensor) -> Tensor {
  var y = x
  for (i, factor) in [2.0, 3.0].enumerated() {
    y = y * factor + i
  }
  return y
}

@AutoGraph
private func nestedFor(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<3 {
    for j in 0..<2 {
      if y > 5 {
        y = y - i
      } else {
        y = y + j
      }
    }
  }
  return y
}

@AutoGraph
private func plainWhile(_ x: Tensor) -> Tensor {
  var i = 0
  var y = x
  while i < 3 {
    y = y * 2
    i += 1
  }
  return y
}

@AutoGraph
private func switchStatement(_ x: Tensor) -> Tensor {
  var y = x
  for i in 0..<3 {
    switch i {
    case 0: y = y + 1
    case 1:
      if y > 2 { y = y * 2 }
    default: break
    }
  }
  return y
}

@AutoGraph
private func arrayInLoop(_ x: Tensor) -> Tensor {
  var ys = [x, x]
  var i = Tensor(0)
  while i < 3 {
    ys[1] = ys[0] + ys[1]
    ys[0] = ys[0] * 1.5
    i += 1
  }
  return ys[0] * ys[1]
}

@AutoGraph
private func appending(_ x: Tensor) -> Tensor {
  var ys: [Tensor] = []
  for i in 0..<3 {
    ys.append(x * i)
  }
  return ys[0] + ys[1] + ys[2]
}

@AutoGraph
private func newton(_ x: Tensor) -> Tensor {
  var root = x * x + 2
  var i = Tensor(0)
  while i < 5 {
    root = (root + (x * x + 1) / root) / 2
    i += 1
  }
  return root
}

let loopPrograms: [ScalarProgram] = [
  ScalarProgram("whileDoubling", whileDoubling) { x in
    var y = x * x + 1
    while y < 50 {
      y = y * 2
    }
    return y
  },
  ScalarProgram("whileCounting", whileCounting) { x in
    var y = x
    var i = 0
    while i < 4 {
      y = y * 1.5
      i += 1
    }
    return y
  },
  ScalarProgram("whileNever", whileNever) { x in
    var y = x
    while y > 1000 {
      y = y / 2
    }
    return y
  },
  ScalarProgram("whileBreak", whileBreak) { x in
    var y = x * x + 1
    var i = 0
    while i < 10 {
      if y > 20 { break }
      y = y * 2
      i += 1
    }
    return y
  },
  ScalarProgram("whileTrue", whileTrue) { x in
    var y = x * x + 1
    while true {
      y = y * 3
      if y > 40 { break }
    }
    return y
  },
  ScalarProgram("whileContinue", whileContinue) { x in
    var y = x
    var i = 0
    while i < 6 {
      i += 1
      if y > 5 { continue }
      y = y + 2
    }
    return y
  },
  ScalarProgram("whileReturn", whileReturn) { x in
    var y = x * x + 1
    var i = 0
    while i < 10 {
      if y > 30 { return y * 10 }
      y = y * 2
      i += 2
    }
    return y
  },
  ScalarProgram("whileBreakAndContinue", whileBreakAndContinue) { x in
    var y = x
    var i = 0
    while i < 8 {
      i += 1
      if i == 2 { continue }
      if y > 10 { break }
      y = y * 2 + 1
    }
    return y
  },
  ScalarProgram("whileWithIf", whileWithIf) { x in
    var y = x
    var i = 0
    while i < 5 {
      if y < 2 {
        y = y + 3
      } else {
        y = y * 0.5
      }
      i += 1
    }
    return y
  },
  ScalarProgram("nestedWhile", nestedWhile) { x in
    var y = x
    var i = 0
    while i < 3 {
      var j = 0
      while j < 2 {
        y = y * 1.1 + 0.1
        j += 1
      }
      i += 1
    }
    return y
  },
  ScalarProgram("nestedBreaks", nestedBreaks) { x in
    var y = x
    var i = 0
    while i < 4 {
      var j = 0
      while j < 4 {
        if y > 6.03 { break }
        y = y + 1
        j += 1
      }
      if y > 8.03 { break }
      y = y * 1.25
      i += 1
    }
    return y
  },
  ScalarProgram("innerReturn", innerReturn) { x in
    var y = x
    var i = 0
    while i < 3 {
      var j = 0
      while j < 3 {
        if y > 9 { return y * 2 }
        y = y + 1.5
        j += 1
      }
      i += 1
    }
    return y
  },
  ScalarProgram("repeatOnce", repeatOnce) { x in
    var y = x
    repeat {
      y = y * 2
    } while y > 1000
    return y
  },
  ScalarProgram("repeatUntil", repeatUntil) { x in
    var y = x * x + 1
    repeat {
      y = y * 2
    } while y < 30
    return y
  },
  ScalarProgram("repeatBreak", repeatBreak) { x in
    var y = x * x + 1
    repeat {
      if y > 12 { break }
      y = y * 2
    } while y < 30
    return y
  },
  ScalarProgram("repeatContinue", repeatContinue) { x in
    var y = x * x
    var i = 0
    repeat {
      i += 1
      if y > 3 { continue }
      y = y + 2
    } while i < 4
    return y
  },
  ScalarProgram("forRange", forRange) { x in
    var y = x
    for _ in 0..<3 {
      y *= x
    }
    return y
  },
  ScalarProgram("forRangeIndex", forRangeIndex) { x in
    var y = x
    for i in 1...4 {
      y = y + x * Double(i)
    }
    return y
  },
  ScalarProgram("forBreak", forBreak) { x in
    var y = x
    for i in 0..<6 {
      if y > 4 { break }
      y = y + Double(i)
    }
    return y
  },
  ScalarProgram("forContinue", forContinue) { x in
    var y = x
    for i in 0..<6 {
      if i % 2 == 0 { continue }
      y = y + Double(i)
    }
    return y
  },
  ScalarProgram("forReturn", forReturn) { x in
    var y = x
    for i in 0..<6 {
      y = y + Double(i)
      if y > 7 { return y * 2 }
    }
    return y
  },
  ScalarProgram("forWhere", forWhere) { x in
    var y = x
    for i in 0..<6 where i % 3 != 0 {
      y = y + Double(i)
    }
    return y
  },
  ScalarProgram("forTuples", forTuples) { x in
    var y = x
    for (i, factor) in [2.0, 3.0].enumerated() {
      y = y * factor + Double(i)
    }
    return y
  },
  ScalarProgram("nestedFor", nestedFor) { x in
    var y = x
    for i in 0..<3 {
      for j in 0..<2 {
        if y > 5 {
          y = y - Double(i)
        } else {
          y = y + Double(j)
        }
      }
    }
    return y
  },
  ScalarProgram("plainWhile", plainWhile) { x in
    var i = 0
    var y = x
    while i < 3 {
      y = y * 2
      i += 1
    }
    return y
  },
  ScalarProgram("switchStatement", switchStatement) { x in
    var y = x
    for i in 0..<3 {
      switch i {
      case 0: y = y + 1
      case 1:
        if y > 2 { y = y * 2 }
      default: break
      }
    }
    return y
  },
  ScalarProgram("arrayInLoop", arrayInLoop) { x in
    var ys = [x, x]
    var i = 0
    while i < 3 {
      ys[1] = ys[0] + ys[1]
      ys[0] = ys[0] * 1.5
      i += 1
    }
    return ys[0] * ys[1]
  },
  ScalarProgram("appending", appending) { x in
    var ys: [Double] = []
    for i in 0..<3 {
      ys.append(x * Double(i))
    }
    return ys[0] + ys[1] + ys[2]
  },
  ScalarProgram("newton", newton) { x in
    var root = x * x + 2
    var i = 0
    while i < 5 {
      root = (root + (x * x + 1) / root) / 2
      i += 1
    }
    return root
  },
]
