import AutoGraph
import Tapestry

// Programs that leave several loops at once, each beside the same program over plain numbers.

@AutoGraph
private func breakOuter(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  outer: while i < 4 {
    var j = Tensor(0)
    while j < 4 {
      if y > 6.03 { break outer }
      y = y + 1
      j += 1
    }
    y = y * 1.25
    i += 1
  }
  return y * 2
}

@AutoGraph
private func continueOuter(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  outer: while i < 4 {
    i += 1
    var j = Tensor(0)
    while j < 3 {
      if y > 2.03 { continue outer }
      y = y + 0.7
      j += 1
    }
    y = y * 1.5
  }
  return y
}

@AutoGraph
private func labeledRanges(_ x: Tensor) -> Tensor {
  var y = x
  outer: for i in 0..<4 {
    for j in 0..<4 {
      if y > 9.03 { break outer }
      if j > i { continue outer }
      y = y + j + 0.5
    }
    y = y + 100
  }
  return y
}

@AutoGraph
private func threeLoops(_ x: Tensor) -> Tensor {
  var y = x
  var i = Tensor(0)
  outer: while i < 3 {
    i += 1
    middle: for k in 0..<3 {
      var j = Tensor(0)
      repeat {
        j += 1
        if y > 12.03 { break outer }
        if y > 7.03 { y = y + 0.9; continue outer }
        if y > 3.03 { y = y * 1.2; continue middle }
        y = y + 0.6
      } while j < 3
      y = y + 0.1 * k
    }
    y = y + 0.01
  }
  return y
}

@AutoGraph
private func labelAndReturn(_ x: Tensor) -> Tensor {
  var y = x
  outer: for i in 0..<3 {
    var j = Tensor(0)
    while j < 3 {
      if y > 8.03 { return y * 10 }
      if y < -0.5 { y = y + 2; continue outer }
      y = y * 1.5 + 0.2
      j += 1
    }
    y = y + i
  }
  return y
}

@AutoGraph
private func ownLabel(_ x: Tensor) -> Tensor {
  var y = x
  loop: while y < 30 {
    y = y + 3
    switch 1 {
    default:
      if y > 4.03 { break loop }
    }
    y = y + 0.5
  }
  return y
}

let labeledPrograms: [ScalarProgram] = [
  ScalarProgram("breakOuter", breakOuter) { x in
    var y = x
    var i = 0
    outer: while i < 4 {
      var j = 0
      while j < 4 {
        if y > 6.03 { break outer }
        y = y + 1
        j += 1
      }
      y = y * 1.25
      i += 1
    }
    return y * 2
  },
  ScalarProgram("continueOuter", continueOuter) { x in
    var y = x
    var i = 0
    outer: while i < 4 {
      i += 1
      var j = 0
      while j < 3 {
        if y > 2.03 { continue outer }
        y = y + 0.7
        j += 1
      }
      y = y * 1.5
    }
    return y
  },
  ScalarProgram("labeledRanges", labeledRanges) { x in
    var y = x
    outer: for i in 0..<4 {
      for j in 0..<4 {
        if y > 9.03 { break outer }
        if j > i { continue outer }
        y = y + Double(j) + 0.5
      }
      y = y + 100
    }
    return y
  },
  ScalarProgram("threeLoops", threeLoops) { x in
    var y = x
    var i = 0
    outer: while i < 3 {
      i += 1
      middle: for k in 0..<3 {
        var j = 0
        repeat {
          j += 1
          if y > 12.03 { break outer }
          if y > 7.03 {
            y = y + 0.9
            continue outer
          }
          if y > 3.03 {
            y = y * 1.2
            continue middle
          }
          y = y + 0.6
        } while j < 3
        y = y + 0.1 * Double(k)
      }
      y = y + 0.01
    }
    return y
  },
  ScalarProgram("labelAndReturn", labelAndReturn) { x in
    var y = x
    outer: for i in 0..<3 {
      var j = 0
      while j < 3 {
        if y > 8.03 { return y * 10 }
        if y < -0.5 {
          y = y + 2
          continue outer
        }
        y = y * 1.5 + 0.2
        j += 1
      }
      y = y + Double(i)
    }
    return y
  },
  ScalarProgram("ownLabel", ownLabel) { x in
    var y = x
    loop: while y < 30 {
      y = y + 3
      switch 1 {
      default:
        if y > 4.03 { break loop }
      }
      y = y + 0.5
    }
    return y
  },
]
