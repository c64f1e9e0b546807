// Written by programs.py, which says how.

import AutoGraph
import Tapestry

@AutoGraph
private func converted1(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= -4 {
    y = y * 0.5 + 5
  }
  if y <= 8 {
    x = x * 0.5 + 5
    return x
  }
  return x * 2 + y
}

private func plain1(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= -4 {
    y = y * 0.5 + 5
  }
  if y <= 8 {
    x = x * 0.5 + 5
    return x
  }
  return x * 2 + y
}

@AutoGraph
private func converted2(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 20 || x <= 1 {
    var i1 = Tensor(0)
    while i1 < 4 {
      i1 += 1
      y += 0.25
      y -= (y - x) * 0.5
    }
  }
  var i2 = Tensor(0)
  while i2 < 2 && x <= 0 {
    i2 += 1
    var i3 = Tensor(0)
    repeat {
      i3 += 1
      y += 3
      x -= (x * 7) * 0.5
    } while i3 < 2
  }
  return x * 2 + y
}

private func plain2(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 20 || x <= 1 {
    var i1 = 0
    while i1 < 4 {
      i1 += 1
      y += 0.25
      y -= (y - x) * 0.5
    }
  }
  var i2 = 0
  while i2 < 2 && x <= 0 {
    i2 += 1
    var i3 = 0
    repeat {
      i3 += 1
      y += 3
      x -= (x * 7) * 0.5
    } while i3 < 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted3(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      y -= (y) * 0.5
    }
  }
  if x > 20 {
    var i2 = Tensor(0)
    repeat {
      i2 += 1
      y = y * -0.5 + (x) * 0.25
      x -= (x + y) * 0.5
    } while i2 < 4
    if y >= 5 {
      x += 1
    }
  }
  return x * 2 + y
}

private func plain3(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      y -= (y) * 0.5
    }
  }
  if x > 20 {
    var i2 = 0
    repeat {
      i2 += 1
      y = y * -0.5 + (x) * 0.25
      x -= (x + y) * 0.5
    } while i2 < 4
    if y >= 5 {
      x += 1
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted4(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 2 {
    y = y * 0.5 + 1.5
    return y
  }
  if never {
    y = y * 0.5 + 3
    return y
  } else {
    y = y * 0.5 + 2
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      y += 5
    }
  }
  return x * 2 + y
}

private func plain4(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 2 {
    y = y * 0.5 + 1.5
    return y
  }
  if never {
    y = y * 0.5 + 3
    return y
  } else {
    y = y * 0.5 + 2
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      y += 5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted5(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { break }
    var i2 = Tensor(0)
    while i2 < 2 && y > 2 {
      i2 += 1
      x = x * 0.5 + 1.5
    }
  }
  if x >= 0 || x < 20 {
    x = x * -0.5 + (x + y) * 0.25
    return x * 1.5
  }
  return x * 2 + y
}

private func plain5(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { break }
    var i2 = 0
    while i2 < 2 && y > 2 {
      i2 += 1
      x = x * 0.5 + 1.5
    }
  }
  if x >= 0 || x < 20 {
    x = x * -0.5 + (x + y) * 0.25
    return x * 1.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted6(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 3 && x >= 20 {
    i1 += 1
    if y >= 20 && x >= 5 {
      y = y * 0.5 + 5
    }
    y -= (y - x) * 0.5
  }
  if never {
    var i2 = Tensor(0)
    while i2 < 1 {
      i2 += 1
      y += 3
    }
    var i3 = Tensor(0)
    loop1: while i3 < 2 && x + y <= 1 {
      i3 += 1
      y = y * -0.5 + (x * 1) * 0.25
    }
  } else {
    if !(x <= 5) {
      y += 1
      return y
    }
  }
  return x * 2 + y
}

private func plain6(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 3 && x >= 20 {
    i1 += 1
    if y >= 20 && x >= 5 {
      y = y * 0.5 + 5
    }
    y -= (y - x) * 0.5
  }
  if never {
    var i2 = 0
    while i2 < 1 {
      i2 += 1
      y += 3
    }
    var i3 = 0
    loop1: while i3 < 2 && x + y <= 1 {
      i3 += 1
      y = y * -0.5 + (x * 1) * 0.25
    }
  } else {
    if !(x <= 5) {
      y += 1
      return y
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted7(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if !(y < -4) {
    x -= (x) * 0.5
  } else {
    x = x * -0.5 + (x * 0.25) * 0.25
    loop1: for k1 in row {
      x += k1 * 0.5
      x += 5
    }
  }
  if x <= 5 {
    if x + y < 5 || x > 2 {
      y -= (x + y) * 0.5
      x = x * -0.5 + (x * 0.5) * 0.25
    }
  }
  return x * 2 + y
}

private func plain7(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if !(y < -4) {
    x -= (x) * 0.5
  } else {
    x = x * -0.5 + (x * 0.25) * 0.25
    loop1: for k1 in row {
      x += k1 * 0.5
      x += 5
    }
  }
  if x <= 5 {
    if x + y < 5 || x > 2 {
      y -= (x + y) * 0.5
      x = x * -0.5 + (x * 0.5) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted8(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y > 0 {
    x -= (y - x) * 0.5
    return y - x
  }
  if x >= 0 {
    y = y * 0.5 + 2
    return y - x
  }
  return x * 2 + y
}

private func plain8(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y > 0 {
    x -= (y - x) * 0.5
    return y - x
  }
  if x >= 0 {
    y = y * 0.5 + 2
    return y - x
  }
  return x * 2 + y
}

@AutoGraph
private func converted9(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  repeat {
    i1 += 1
    var i2 = Tensor(0)
    while i2 < 1 {
      i2 += 1
      y = y * -0.5 + (y) * 0.25
    }
    x = x * -0.5 + (y - x) * 0.25
  } while i1 < 2 && x + y < 1
  if x > 8 {
    x -= (x + y) * 0.5
    return x
  }
  return x * 2 + y
}

private func plain9(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  repeat {
    i1 += 1
    var i2 = 0
    while i2 < 1 {
      i2 += 1
      y = y * -0.5 + (y) * 0.25
    }
    x = x * -0.5 + (y - x) * 0.25
  } while i1 < 2 && x + y < 1
  if x > 8 {
    x -= (x + y) * 0.5
    return x
  }
  return x * 2 + y
}

@AutoGraph
private func converted10(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 1 && y <= 8 {
    i1 += 1
    y += 0.5
  }
  if y < 2 {
    y -= (x + y) * 0.5
    return y - x
  }
  return x * 2 + y
}

private func plain10(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 1 && y <= 8 {
    i1 += 1
    y += 0.5
  }
  if y < 2 {
    y -= (x + y) * 0.5
    return y - x
  }
  return x * 2 + y
}

@AutoGraph
private func converted11(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  repeat {
    i1 += 1
    var i2 = Tensor(0)
    loop1: while i2 < 3 && x + y < 5 {
      i2 += 1
      x = x * 0.5 + 0.5
      x = x * -0.5 + (x * 1.5) * 0.25
    }
    y += 7
  } while i1 < 4 && x + y > 0
  var i3 = Tensor(0)
  while i3 < 3 && x + y < 2 {
    i3 += 1
    if x <= 1 {
      x -= (x + y) * 0.5
      break
    } else {
      x = x * -0.5 + (y - x) * 0.25
    }
    if y >= -4 {
      y += 0.25
      x = x * -0.5 + (x) * 0.25
    } else {
      x = x * -0.5 + (x * 7) * 0.25
      x -= (x) * 0.5
    }
  }
  return x * 2 + y
}

private func plain11(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  repeat {
    i1 += 1
    var i2 = 0
    loop1: while i2 < 3 && x + y < 5 {
      i2 += 1
      x = x * 0.5 + 0.5
      x = x * -0.5 + (x * 1.5) * 0.25
    }
    y += 7
  } while i1 < 4 && x + y > 0
  var i3 = 0
  while i3 < 3 && x + y < 2 {
    i3 += 1
    if x <= 1 {
      x -= (x + y) * 0.5
      break
    } else {
      x = x * -0.5 + (y - x) * 0.25
    }
    if y >= -4 {
      y += 0.25
      x = x * -0.5 + (x) * 0.25
    } else {
      x = x * -0.5 + (x * 7) * 0.25
      x -= (x) * 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted12(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 1 { continue }
    y = y * 0.5 + 3
    for k2 in 0..<3 {
      if k2 > 1 { continue }
      x = x * 0.5 + 1
      y = y * -0.5 + (y) * 0.25
    }
  }
  if x < 20 || x + y > -4 {
    var i3 = Tensor(0)
    while i3 < 2 {
      i3 += 1
      x = x * 0.5 + 5
    }
    for k4 in row {
      x += k4 * 0.5
      y = y * 0.5 + 0.5
      y += 3
    }
  }
  return x * 2 + y
}

private func plain12(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 1 { continue }
    y = y * 0.5 + 3
    for k2 in 0..<3 {
      if k2 > 1 { continue }
      x = x * 0.5 + 1
      y = y * -0.5 + (y) * 0.25
    }
  }
  if x < 20 || x + y > -4 {
    var i3 = 0
    while i3 < 2 {
      i3 += 1
      x = x * 0.5 + 5
    }
    for k4 in row {
      x += k4 * 0.5
      y = y * 0.5 + 0.5
      y += 3
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted13(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 8 {
    x = x * -0.5 + (x * 0.5) * 0.25
    return x
  }
  var i1 = Tensor(0)
  while i1 < 2 && y >= 8 {
    i1 += 1
    y += 1.5
    var i2 = Tensor(0)
    repeat {
      i2 += 1
      x += 2
      x -= (x * 7) * 0.5
    } while i2 < 4
  }
  return x * 2 + y
}

private func plain13(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 8 {
    x = x * -0.5 + (x * 0.5) * 0.25
    return x
  }
  var i1 = 0
  while i1 < 2 && y >= 8 {
    i1 += 1
    y += 1.5
    var i2 = 0
    repeat {
      i2 += 1
      x += 2
      x -= (x * 7) * 0.5
    } while i2 < 4
  }
  return x * 2 + y
}

@AutoGraph
private func converted14(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    if x + y >= 2 {
      y += 1
      y = y * -0.5 + (x) * 0.25
    } else {
      x += 1.5
      y -= (x) * 0.5
    }
    var i1 = Tensor(0)
    repeat {
      i1 += 1
      y = y * -0.5 + (x + y) * 0.25
    } while i1 < 3 && x >= 5
  }
  if x <= 1 || x < 0 {
    var i2 = Tensor(0)
    loop1: repeat {
      i2 += 1
      y -= (y - x) * 0.5
    } while i2 < 4
  }
  return x * 2 + y
}

private func plain14(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    if x + y >= 2 {
      y += 1
      y = y * -0.5 + (x) * 0.25
    } else {
      x += 1.5
      y -= (x) * 0.5
    }
    var i1 = 0
    repeat {
      i1 += 1
      y = y * -0.5 + (x + y) * 0.25
    } while i1 < 3 && x >= 5
  }
  if x <= 1 || x < 0 {
    var i2 = 0
    loop1: repeat {
      i2 += 1
      y -= (y - x) * 0.5
    } while i2 < 4
  }
  return x * 2 + y
}

@AutoGraph
private func converted15(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 && x < -4 {
    if never {
      y = y * -0.5 + (x + y) * 0.25
      return x + y
    }
  }
  if y >= 2 {
    for k1 in 0..<3 {
      if k1 > 3 { return y - x }
      x -= (y) * 0.5
      x = x * 0.5 + 2
    }
    x -= (y - x) * 0.5
  }
  return x * 2 + y
}

private func plain15(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 && x < -4 {
    if never {
      y = y * -0.5 + (x + y) * 0.25
      return x + y
    }
  }
  if y >= 2 {
    for k1 in 0..<3 {
      if k1 > 3 { return y - x }
      x -= (y) * 0.5
      x = x * 0.5 + 2
    }
    x -= (y - x) * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted16(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y <= 2 {
    y = y * -0.5 + (x) * 0.25
    return x + y
  }
  loop1: for k1 in 0..<3 {
    if k1 > 3 { continue }
    loop2: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x -= (x * 7) * 0.5
    }
  }
  return x * 2 + y
}

private func plain16(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y <= 2 {
    y = y * -0.5 + (x) * 0.25
    return x + y
  }
  loop1: for k1 in 0..<3 {
    if k1 > 3 { continue }
    loop2: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x -= (x * 7) * 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted17(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in row {
    x += k1 * 0.5
    if !(x + y <= -4) {
      y -= (x * 1) * 0.5
      x = x * -0.5 + (x * 1) * 0.25
    }
    if x + y < 8 {
      y = y * -0.5 + (x * 5) * 0.25
      continue
    } else {
      x += 0.25
      y = y * 0.5 + 5
    }
  }
  if x + y > 0 || x + y <= -4 {
    y = y * -0.5 + (x + y) * 0.25
    return x + y
  } else {
    var i2 = Tensor(0)
    repeat {
      i2 += 1
      x = x * -0.5 + (x + y) * 0.25
      y = y * 0.5 + 1
    } while i2 < 3 && y < 2
  }
  return x * 2 + y
}

private func plain17(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in row {
    x += k1 * 0.5
    if !(x + y <= -4) {
      y -= (x * 1) * 0.5
      x = x * -0.5 + (x * 1) * 0.25
    }
    if x + y < 8 {
      y = y * -0.5 + (x * 5) * 0.25
      continue
    } else {
      x += 0.25
      y = y * 0.5 + 5
    }
  }
  if x + y > 0 || x + y <= -4 {
    y = y * -0.5 + (x + y) * 0.25
    return x + y
  } else {
    var i2 = 0
    repeat {
      i2 += 1
      x = x * -0.5 + (x + y) * 0.25
      y = y * 0.5 + 1
    } while i2 < 3 && y < 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted18(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 1 || x > 2 {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      y = y * 0.5 + 3
      x = x * -0.5 + (y) * 0.25
    }
  }
  if y > 8 {
    y = y * -0.5 + (x * 5) * 0.25
    return x + y
  }
  return x * 2 + y
}

private func plain18(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 1 || x > 2 {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      y = y * 0.5 + 3
      x = x * -0.5 + (y) * 0.25
    }
  }
  if y > 8 {
    y = y * -0.5 + (x * 5) * 0.25
    return x + y
  }
  return x * 2 + y
}

@AutoGraph
private func converted19(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 2 {
    y = y * 0.5 + 2
    return x + y
  }
  if x > -4 {
    x = x * 0.5 + 5
    return x * 0.5
  }
  return x * 2 + y
}

private func plain19(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 2 {
    y = y * 0.5 + 2
    return x + y
  }
  if x > -4 {
    x = x * 0.5 + 5
    return x * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted20(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 20 {
    x = x * 0.5 + 1
    return x * 7
  }
  if never {
    if x > -4 || x < -4 {
      y += 2
      return x
    } else {
      x = x * 0.5 + 0.25
    }
    loop1: for k1 in 0..<3 {
      if k1 > 1 { continue }
      y = y * -0.5 + (x * 2) * 0.25
      x = x * -0.5 + (x) * 0.25
    }
  }
  return x * 2 + y
}

private func plain20(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 20 {
    x = x * 0.5 + 1
    return x * 7
  }
  if never {
    if x > -4 || x < -4 {
      y += 2
      return x
    } else {
      x = x * 0.5 + 0.25
    }
    loop1: for k1 in 0..<3 {
      if k1 > 1 { continue }
      y = y * -0.5 + (x * 2) * 0.25
      x = x * -0.5 + (x) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted21(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 8 {
    y = y * -0.5 + (x) * 0.25
    return x * 3
  }
  if never {
    y -= (x + y) * 0.5
    return x
  } else {
    var i1 = Tensor(0)
    while i1 < 3 && x > 8 {
      i1 += 1
      x = x * 0.5 + 1.5
    }
  }
  return x * 2 + y
}

private func plain21(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 8 {
    y = y * -0.5 + (x) * 0.25
    return x * 3
  }
  if never {
    y -= (x + y) * 0.5
    return x
  } else {
    var i1 = 0
    while i1 < 3 && x > 8 {
      i1 += 1
      x = x * 0.5 + 1.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted22(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    x += 0.25
    if x >= 8 {
      y = y * -0.5 + (x) * 0.25
      return x * 3
    }
  } else {
    if x + y > 1 {
      x -= (x * 2) * 0.5
      return y - x
    }
    y += 5
  }
  var i1 = Tensor(0)
  loop1: while i1 < 4 {
    i1 += 1
    x -= (x) * 0.5
    if x > 5 {
      x = x * -0.5 + (x * 0.25) * 0.25
      break
    }
  }
  return x * 2 + y
}

private func plain22(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    x += 0.25
    if x >= 8 {
      y = y * -0.5 + (x) * 0.25
      return x * 3
    }
  } else {
    if x + y > 1 {
      x -= (x * 2) * 0.5
      return y - x
    }
    y += 5
  }
  var i1 = 0
  loop1: while i1 < 4 {
    i1 += 1
    x -= (x) * 0.5
    if x > 5 {
      x = x * -0.5 + (x * 0.25) * 0.25
      break
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted23(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 2 || y <= 0 {
    var i1 = Tensor(0)
    loop1: while i1 < 4 {
      i1 += 1
      y -= (x * 0.25) * 0.5
    }
    if x > 20 {
      x += 3
      return x * 3
    } else {
      y -= (y) * 0.5
      y = y * -0.5 + (x) * 0.25
    }
  } else {
    for k2 in 0..<3 {
      if k2 > 1 { return y }
      y = y * 0.5 + 3
      y -= (x + y) * 0.5
    }
  }
  if x < 2 {
    y -= (y) * 0.5
    return y
  }
  return x * 2 + y
}

private func plain23(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 2 || y <= 0 {
    var i1 = 0
    loop1: while i1 < 4 {
      i1 += 1
      y -= (x * 0.25) * 0.5
    }
    if x > 20 {
      x += 3
      return x * 3
    } else {
      y -= (y) * 0.5
      y = y * -0.5 + (x) * 0.25
    }
  } else {
    for k2 in 0..<3 {
      if k2 > 1 { return y }
      y = y * 0.5 + 3
      y -= (x + y) * 0.5
    }
  }
  if x < 2 {
    y -= (y) * 0.5
    return y
  }
  return x * 2 + y
}

@AutoGraph
private func converted24(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 0 {
    if x >= 2 {
      y -= (x + y) * 0.5
      x += 2
    } else {
      x += 3
      y = y * 0.5 + 1.5
    }
  }
  if y <= 5 {
    y = y * -0.5 + (x + y) * 0.25
    return x * 1.5
  }
  return x * 2 + y
}

private func plain24(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 0 {
    if x >= 2 {
      y -= (x + y) * 0.5
      x += 2
    } else {
      x += 3
      y = y * 0.5 + 1.5
    }
  }
  if y <= 5 {
    y = y * -0.5 + (x + y) * 0.25
    return x * 1.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted25(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 8 && y < 20 {
    y -= (x * 0.5) * 0.5
    x += 1
  }
  for k1 in row {
    x += k1 * 0.5
    var i2 = Tensor(0)
    repeat {
      i2 += 1
      x = x * -0.5 + (x * 0.25) * 0.25
    } while i2 < 3 && x >= -4
  }
  return x * 2 + y
}

private func plain25(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= 8 && y < 20 {
    y -= (x * 0.5) * 0.5
    x += 1
  }
  for k1 in row {
    x += k1 * 0.5
    var i2 = 0
    repeat {
      i2 += 1
      x = x * -0.5 + (x * 0.25) * 0.25
    } while i2 < 3 && x >= -4
  }
  return x * 2 + y
}

@AutoGraph
private func converted26(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 5 {
    x -= (y - x) * 0.5
    if x > 0 {
      y += 1.5
      return x + y
    }
  }
  var i1 = Tensor(0)
  while i1 < 4 {
    i1 += 1
    if y >= 20 {
      y -= (x) * 0.5
      x = x * -0.5 + (x) * 0.25
    }
    if x <= -4 {
      y = y * 0.5 + 1.5
    }
  }
  return x * 2 + y
}

private func plain26(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 5 {
    x -= (y - x) * 0.5
    if x > 0 {
      y += 1.5
      return x + y
    }
  }
  var i1 = 0
  while i1 < 4 {
    i1 += 1
    if y >= 20 {
      y -= (x) * 0.5
      x = x * -0.5 + (x) * 0.25
    }
    if x <= -4 {
      y = y * 0.5 + 1.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted27(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    x += 3
  }
  if !(x > 2) {
    y += 0.25
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * -0.5 + (y - x) * 0.25
      x = x * 0.5 + 1
    }
  } else {
    x -= (x + y) * 0.5
  }
  return x * 2 + y
}

private func plain27(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    x += 3
  }
  if !(x > 2) {
    y += 0.25
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * -0.5 + (y - x) * 0.25
      x = x * 0.5 + 1
    }
  } else {
    x -= (x + y) * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted28(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 0 {
    x = x * -0.5 + (y) * 0.25
    return y
  } else {
    x -= (y) * 0.5
  }
  if x + y <= 5 {
    y += 0.5
    return x * 0.5
  }
  return x * 2 + y
}

private func plain28(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 0 {
    x = x * -0.5 + (y) * 0.25
    return y
  } else {
    x -= (y) * 0.5
  }
  if x + y <= 5 {
    y += 0.5
    return x * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted29(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 3 && y >= 2 {
    i1 += 1
    x -= (x + y) * 0.5
  }
  if y >= 20 {
    if x + y > 5 {
      x -= (x * 7) * 0.5
      return x + y
    }
  }
  return x * 2 + y
}

private func plain29(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 3 && y >= 2 {
    i1 += 1
    x -= (x + y) * 0.5
  }
  if y >= 20 {
    if x + y > 5 {
      x -= (x * 7) * 0.5
      return x + y
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted30(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    if y >= 8 && x < 2 {
      x = x * 0.5 + 0.5
      break
    }
  }
  if x >= -4 {
    x += 0.5
    return y
  }
  return x * 2 + y
}

private func plain30(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    if y >= 8 && x < 2 {
      x = x * 0.5 + 0.5
      break
    }
  }
  if x >= -4 {
    x += 0.5
    return y
  }
  return x * 2 + y
}

@AutoGraph
private func converted31(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 0 {
    x = x * 0.5 + 0.25
  } else {
    loop1: for k1 in row {
      x += k1 * 0.5
      x -= (y) * 0.5
    }
    if y <= 5 {
      x = x * 0.5 + 1
      return y
    } else {
      x -= (y) * 0.5
      y = y * -0.5 + (y) * 0.25
    }
  }
  var i2 = Tensor(0)
  loop2: while i2 < 3 && y >= 8 {
    i2 += 1
    if x <= 0 {
      x += 0.5
      break
    } else {
      x -= (x + y) * 0.5
      y = y * 0.5 + 0.5
    }
    if x + y < 0 || x <= 0 {
      x -= (x + y) * 0.5
    }
  }
  return x * 2 + y
}

private func plain31(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x >= 0 {
    x = x * 0.5 + 0.25
  } else {
    loop1: for k1 in row {
      x += k1 * 0.5
      x -= (y) * 0.5
    }
    if y <= 5 {
      x = x * 0.5 + 1
      return y
    } else {
      x -= (y) * 0.5
      y = y * -0.5 + (y) * 0.25
    }
  }
  var i2 = 0
  loop2: while i2 < 3 && y >= 8 {
    i2 += 1
    if x <= 0 {
      x += 0.5
      break
    } else {
      x -= (x + y) * 0.5
      y = y * 0.5 + 0.5
    }
    if x + y < 0 || x <= 0 {
      x -= (x + y) * 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted32(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    if y < 5 {
      x -= (x + y) * 0.5
    }
  } else {
    if x < 8 || x >= -4 {
      x += 1.5
      return x + y
    }
  }
  var i1 = Tensor(0)
  while i1 < 3 {
    i1 += 1
    y = y * -0.5 + (x + y) * 0.25
  }
  return x * 2 + y
}

private func plain32(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    if y < 5 {
      x -= (x + y) * 0.5
    }
  } else {
    if x < 8 || x >= -4 {
      x += 1.5
      return x + y
    }
  }
  var i1 = 0
  while i1 < 3 {
    i1 += 1
    y = y * -0.5 + (x + y) * 0.25
  }
  return x * 2 + y
}

@AutoGraph
private func converted33(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 3 && x + y > 8 {
    i1 += 1
    for k2 in row {
      x += k2 * 0.5
      y += 7
    }
    y += 3
  }
  var i3 = Tensor(0)
  loop1: while i3 < 1 && y > -4 {
    i3 += 1
    y = y * -0.5 + (x + y) * 0.25
    y += 5
  }
  return x * 2 + y
}

private func plain33(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 3 && x + y > 8 {
    i1 += 1
    for k2 in row {
      x += k2 * 0.5
      y += 7
    }
    y += 3
  }
  var i3 = 0
  loop1: while i3 < 1 && y > -4 {
    i3 += 1
    y = y * -0.5 + (x + y) * 0.25
    y += 5
  }
  return x * 2 + y
}

@AutoGraph
private func converted34(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    y += 0.5
  }
  if x + y > -4 || y <= 5 {
    x = x * 0.5 + 0.25
    return x * 2
  }
  return x * 2 + y
}

private func plain34(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    y += 0.5
  }
  if x + y > -4 || y <= 5 {
    x = x * 0.5 + 0.25
    return x * 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted35(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    y -= (x * 2) * 0.5
    y += 0.5
  }
  if x + y >= 1 || x + y < 1 {
    x += 0.5
  } else {
    var i2 = Tensor(0)
    while i2 < 3 && x < 8 {
      i2 += 1
      y -= (y - x) * 0.5
    }
  }
  return x * 2 + y
}

private func plain35(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    y -= (x * 2) * 0.5
    y += 0.5
  }
  if x + y >= 1 || x + y < 1 {
    x += 0.5
  } else {
    var i2 = 0
    while i2 < 3 && x < 8 {
      i2 += 1
      y -= (y - x) * 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted36(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= -4 && x > 0 {
    y += 2
    return y - x
  }
  if x >= 0 {
    y += 1
    y -= (y) * 0.5
  }
  return x * 2 + y
}

private func plain36(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x <= -4 && x > 0 {
    y += 2
    return y - x
  }
  if x >= 0 {
    y += 1
    y -= (y) * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted37(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 1 {
    i1 += 1
    var i2 = Tensor(0)
    repeat {
      i2 += 1
      y -= (x) * 0.5
      y = y * 0.5 + 2
    } while i2 < 4
    if x + y >= 20 {
      x -= (x) * 0.5
    } else {
      x = x * 0.5 + 3
      x = x * 0.5 + 0.25
    }
  }
  if x + y <= 8 {
    y = y * -0.5 + (y) * 0.25
    return x * 2
  }
  return x * 2 + y
}

private func plain37(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 1 {
    i1 += 1
    var i2 = 0
    repeat {
      i2 += 1
      y -= (x) * 0.5
      y = y * 0.5 + 2
    } while i2 < 4
    if x + y >= 20 {
      x -= (x) * 0.5
    } else {
      x = x * 0.5 + 3
      x = x * 0.5 + 0.25
    }
  }
  if x + y <= 8 {
    y = y * -0.5 + (y) * 0.25
    return x * 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted38(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < -4 {
    x += 3
    return x * 3
  }
  var i1 = Tensor(0)
  repeat {
    i1 += 1
    if x < 2 {
      y = y * 0.5 + 1
      break
    } else {
      x += 7
      y += 2
    }
  } while i1 < 1
  return x * 2 + y
}

private func plain38(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < -4 {
    x += 3
    return x * 3
  }
  var i1 = 0
  repeat {
    i1 += 1
    if x < 2 {
      y = y * 0.5 + 1
      break
    } else {
      x += 7
      y += 2
    }
  } while i1 < 1
  return x * 2 + y
}

@AutoGraph
private func converted39(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y < 0 {
    if x < 1 {
      y += 5
      return x * 5
    }
    if x >= 2 {
      x = x * -0.5 + (x * 7) * 0.25
      return x + y
    }
  }
  if y < 0 {
    if y < 2 {
      y = y * -0.5 + (x) * 0.25
      y = y * -0.5 + (y) * 0.25
    } else {
      y += 2
    }
  }
  return x * 2 + y
}

private func plain39(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y < 0 {
    if x < 1 {
      y += 5
      return x * 5
    }
    if x >= 2 {
      x = x * -0.5 + (x * 7) * 0.25
      return x + y
    }
  }
  if y < 0 {
    if y < 2 {
      y = y * -0.5 + (x) * 0.25
      y = y * -0.5 + (y) * 0.25
    } else {
      y += 2
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted40(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  repeat {
    i1 += 1
    if y < 5 {
      x += 0.5
      y = y * -0.5 + (y - x) * 0.25
    }
    if y > 8 {
      x = x * -0.5 + (y - x) * 0.25
      x = x * -0.5 + (x * 1.5) * 0.25
    }
  } while i1 < 1 && x + y > 0
  if y <= -4 || x > 2 {
    y += 7
    return x
  }
  return x * 2 + y
}

private func plain40(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  repeat {
    i1 += 1
    if y < 5 {
      x += 0.5
      y = y * -0.5 + (y - x) * 0.25
    }
    if y > 8 {
      x = x * -0.5 + (y - x) * 0.25
      x = x * -0.5 + (x * 1.5) * 0.25
    }
  } while i1 < 1 && x + y > 0
  if y <= -4 || x > 2 {
    y += 7
    return x
  }
  return x * 2 + y
}

@AutoGraph
private func converted41(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 2 {
    x = x * -0.5 + (y - x) * 0.25
    return x + y
  } else {
    x -= (y) * 0.5
  }
  if y >= 0 {
    x = x * -0.5 + (x + y) * 0.25
    return x * 1.5
  } else {
    if y >= 0 && x < 2 {
      y -= (x) * 0.5
      return x
    }
  }
  return x * 2 + y
}

private func plain41(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 2 {
    x = x * -0.5 + (y - x) * 0.25
    return x + y
  } else {
    x -= (y) * 0.5
  }
  if y >= 0 {
    x = x * -0.5 + (x + y) * 0.25
    return x * 1.5
  } else {
    if y >= 0 && x < 2 {
      y -= (x) * 0.5
      return x
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted42(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y <= 0 && x > 8 {
    x -= (x) * 0.5
    return y
  }
  if x >= 0 {
    if y > 0 {
      y += 2
      return x * 7
    } else {
      y += 1.5
      x = x * -0.5 + (x) * 0.25
    }
  }
  return x * 2 + y
}

private func plain42(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y <= 0 && x > 8 {
    x -= (x) * 0.5
    return y
  }
  if x >= 0 {
    if y > 0 {
      y += 2
      return x * 7
    } else {
      y += 1.5
      x = x * -0.5 + (x) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted43(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 2 {
    for k1 in row {
      x += k1 * 0.5
      x = x * 0.5 + 0.5
      y = y * -0.5 + (y) * 0.25
    }
  }
  var i2 = Tensor(0)
  while i2 < 3 {
    i2 += 1
    x = x * 0.5 + 1
    x += 2
  }
  return x * 2 + y
}

private func plain43(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 2 {
    for k1 in row {
      x += k1 * 0.5
      x = x * 0.5 + 0.5
      y = y * -0.5 + (y) * 0.25
    }
  }
  var i2 = 0
  while i2 < 3 {
    i2 += 1
    x = x * 0.5 + 1
    x += 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted44(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 {
    x = x * 0.5 + 0.5
    return y - x
  }
  if x <= 20 {
    if x <= -4 {
      x = x * -0.5 + (x + y) * 0.25
      return x
    }
  }
  return x * 2 + y
}

private func plain44(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 {
    x = x * 0.5 + 0.5
    return y - x
  }
  if x <= 20 {
    if x <= -4 {
      x = x * -0.5 + (x + y) * 0.25
      return x
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted45(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y <= -4 {
    x = x * 0.5 + 2
    return x
  }
  if !(y > 0) {
    x = x * -0.5 + (x + y) * 0.25
  }
  return x * 2 + y
}

private func plain45(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y <= -4 {
    x = x * 0.5 + 2
    return x
  }
  if !(y > 0) {
    x = x * -0.5 + (x + y) * 0.25
  }
  return x * 2 + y
}

@AutoGraph
private func converted46(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 8 {
    x += 0.25
  }
  if y <= 8 {
    x -= (x) * 0.5
    return y - x
  } else {
    if !(x <= -4) {
      y += 1.5
    }
    var i1 = Tensor(0)
    while i1 < 3 && y < 1 {
      i1 += 1
      x = x * -0.5 + (y - x) * 0.25
    }
  }
  return x * 2 + y
}

private func plain46(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x > 8 {
    x += 0.25
  }
  if y <= 8 {
    x -= (x) * 0.5
    return y - x
  } else {
    if !(x <= -4) {
      y += 1.5
    }
    var i1 = 0
    while i1 < 3 && y < 1 {
      i1 += 1
      x = x * -0.5 + (y - x) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted47(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y >= 5 || y <= 5 {
    x -= (x) * 0.5
    return y - x
  }
  if x + y >= 0 {
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      y = y * -0.5 + (x) * 0.25
      y = y * 0.5 + 3
    }
  }
  return x * 2 + y
}

private func plain47(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y >= 5 || y <= 5 {
    x -= (x) * 0.5
    return y - x
  }
  if x + y >= 0 {
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      y = y * -0.5 + (x) * 0.25
      y = y * 0.5 + 3
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted48(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  loop1: for k1 in 0..<3 {
    if k1 > 3 { continue }
    var i2 = Tensor(0)
    while i2 < 4 && x + y < 2 {
      i2 += 1
      x -= (x) * 0.5
    }
    y = y * 0.5 + 1
  }
  if x + y <= 1 && x + y <= -4 {
    if x <= 8 {
      x -= (x) * 0.5
      return x + y
    }
    for k3 in row {
      x += k3 * 0.5
      x += 7
    }
  }
  return x * 2 + y
}

private func plain48(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  loop1: for k1 in 0..<3 {
    if k1 > 3 { continue }
    var i2 = 0
    while i2 < 4 && x + y < 2 {
      i2 += 1
      x -= (x) * 0.5
    }
    y = y * 0.5 + 1
  }
  if x + y <= 1 && x + y <= -4 {
    if x <= 8 {
      x -= (x) * 0.5
      return x + y
    }
    for k3 in row {
      x += k3 * 0.5
      x += 7
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted49(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y < 1 {
    y = y * -0.5 + (x) * 0.25
    return x * 2
  }
  if never {
    if x + y < 8 {
      y += 1
    }
    if y >= 5 {
      x = x * -0.5 + (y) * 0.25
      return x
    } else {
      y += 0.5
      x -= (y - x) * 0.5
    }
  } else {
    if x >= 2 || y < 8 {
      y += 0.25
    }
    if x < 0 {
      y += 1
      x -= (y - x) * 0.5
    }
  }
  return x * 2 + y
}

private func plain49(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if y < 1 {
    y = y * -0.5 + (x) * 0.25
    return x * 2
  }
  if never {
    if x + y < 8 {
      y += 1
    }
    if y >= 5 {
      x = x * -0.5 + (y) * 0.25
      return x
    } else {
      y += 0.5
      x -= (y - x) * 0.5
    }
  } else {
    if x >= 2 || y < 8 {
      y += 0.25
    }
    if x < 0 {
      y += 1
      x -= (y - x) * 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted50(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * -0.5 + (x) * 0.25
      y = y * -0.5 + (x) * 0.25
    }
  }
  if x + y <= 20 {
    y -= (y) * 0.5
    return x * 2
  }
  return x * 2 + y
}

private func plain50(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  for k1 in 0..<3 {
    if k1 > 3 { continue }
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * -0.5 + (x) * 0.25
      y = y * -0.5 + (x) * 0.25
    }
  }
  if x + y <= 20 {
    y -= (y) * 0.5
    return x * 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted51(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 0 {
    y += 3
    return y - x
  }
  if x <= -4 || y > 1 {
    var i1 = Tensor(0)
    while i1 < 1 && x >= -4 {
      i1 += 1
      x = x * -0.5 + (x) * 0.25
    }
    if x <= -4 {
      y -= (x * 0.5) * 0.5
      return y - x
    }
  }
  return x * 2 + y
}

private func plain51(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 0 {
    y += 3
    return y - x
  }
  if x <= -4 || y > 1 {
    var i1 = 0
    while i1 < 1 && x >= -4 {
      i1 += 1
      x = x * -0.5 + (x) * 0.25
    }
    if x <= -4 {
      y -= (x * 0.5) * 0.5
      return y - x
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted52(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 20 && y >= -4 {
    if !(y >= 8) {
      x = x * -0.5 + (y) * 0.25
      return y
    }
  }
  loop1: for k1 in row {
    x += k1 * 0.5
    for k2 in row {
      x += k2 * 0.5
      x = x * -0.5 + (x * 5) * 0.25
      x += 0.5
    }
  }
  return x * 2 + y
}

private func plain52(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= 20 && y >= -4 {
    if !(y >= 8) {
      x = x * -0.5 + (y) * 0.25
      return y
    }
  }
  loop1: for k1 in row {
    x += k1 * 0.5
    for k2 in row {
      x += k2 * 0.5
      x = x * -0.5 + (x * 5) * 0.25
      x += 0.5
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted53(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 4 {
    i1 += 1
    var i2 = Tensor(0)
    while i2 < 1 {
      i2 += 1
      y = y * 0.5 + 1
      y = y * -0.5 + (y) * 0.25
    }
    if !(x <= 5) {
      y = y * -0.5 + (x * 0.5) * 0.25
    }
  }
  var i3 = Tensor(0)
  while i3 < 2 {
    i3 += 1
    var i4 = Tensor(0)
    while i4 < 2 {
      i4 += 1
      x = x * 0.5 + 7
    }
    if y <= 0 {
      x = x * -0.5 + (x + y) * 0.25
      break
    }
  }
  return x * 2 + y
}

private func plain53(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 4 {
    i1 += 1
    var i2 = 0
    while i2 < 1 {
      i2 += 1
      y = y * 0.5 + 1
      y = y * -0.5 + (y) * 0.25
    }
    if !(x <= 5) {
      y = y * -0.5 + (x * 0.5) * 0.25
    }
  }
  var i3 = 0
  while i3 < 2 {
    i3 += 1
    var i4 = 0
    while i4 < 2 {
      i4 += 1
      x = x * 0.5 + 7
    }
    if y <= 0 {
      x = x * -0.5 + (x + y) * 0.25
      break
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted54(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y <= 2 {
    y = y * -0.5 + (x) * 0.25
    return x * 7
  } else {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      x = x * 0.5 + 2
      y = y * 0.5 + 5
    }
    x = x * 0.5 + 1
  }
  if x < 8 {
    if never {
      y -= (y - x) * 0.5
      return y - x
    }
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * 0.5 + 7
      y = y * -0.5 + (x * 7) * 0.25
    }
  }
  return x * 2 + y
}

private func plain54(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y <= 2 {
    y = y * -0.5 + (x) * 0.25
    return x * 7
  } else {
    for k1 in 0..<3 {
      if k1 > 1 { continue }
      x = x * 0.5 + 2
      y = y * 0.5 + 5
    }
    x = x * 0.5 + 1
  }
  if x < 8 {
    if never {
      y -= (y - x) * 0.5
      return y - x
    }
    loop1: for k2 in 0..<3 {
      if k2 > 3 { continue }
      x = x * 0.5 + 7
      y = y * -0.5 + (x * 7) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted55(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    y -= (x * 5) * 0.5
    return y - x
  }
  if y < 0 {
    x = x * 0.5 + 5
    return x * 0.5
  }
  return x * 2 + y
}

private func plain55(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if never {
    y -= (x * 5) * 0.5
    return y - x
  }
  if y < 0 {
    x = x * 0.5 + 5
    return x * 0.5
  }
  return x * 2 + y
}

@AutoGraph
private func converted56(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  while i1 < 3 {
    i1 += 1
    if y < 1 || x + y <= 5 {
      x = x * 0.5 + 1
      break
    }
    y = y * -0.5 + (x) * 0.25
  }
  var i2 = Tensor(0)
  while i2 < 4 && y > 8 {
    i2 += 1
    if x + y > 0 {
      y = y * 0.5 + 0.25
      continue
    }
  }
  return x * 2 + y
}

private func plain56(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  while i1 < 3 {
    i1 += 1
    if y < 1 || x + y <= 5 {
      x = x * 0.5 + 1
      break
    }
    y = y * -0.5 + (x) * 0.25
  }
  var i2 = 0
  while i2 < 4 && y > 8 {
    i2 += 1
    if x + y > 0 {
      y = y * 0.5 + 0.25
      continue
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted57(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 {
    y -= (y) * 0.5
    return y - x
  }
  for k1 in row {
    x += k1 * 0.5
    var i2 = Tensor(0)
    loop1: while i2 < 2 {
      i2 += 1
      x -= (x * 3) * 0.5
      x = x * -0.5 + (y - x) * 0.25
    }
  }
  return x * 2 + y
}

private func plain57(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y < 0 {
    y -= (y) * 0.5
    return y - x
  }
  for k1 in row {
    x += k1 * 0.5
    var i2 = 0
    loop1: while i2 < 2 {
      i2 += 1
      x -= (x * 3) * 0.5
      x = x * -0.5 + (y - x) * 0.25
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted58(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = Tensor(0)
  loop1: while i1 < 2 && y >= 1 {
    i1 += 1
    if x + y >= 1 {
      y = y * 0.5 + 7
      continue
    }
    if x > 1 && x > 20 {
      x = x * -0.5 + (y) * 0.25
      break
    }
  }
  if !(x + y > -4) {
    var i2 = Tensor(0)
    loop2: repeat {
      i2 += 1
      y = y * -0.5 + (y) * 0.25
    } while i2 < 3
    var i3 = Tensor(0)
    while i3 < 1 && x >= 8 {
      i3 += 1
      y -= (y - x) * 0.5
      x = x * -0.5 + (x * 0.25) * 0.25
    }
  } else {
    x = x * -0.5 + (x) * 0.25
    y = y * 0.5 + 2
  }
  return x * 2 + y
}

private func plain58(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  var i1 = 0
  loop1: while i1 < 2 && y >= 1 {
    i1 += 1
    if x + y >= 1 {
      y = y * 0.5 + 7
      continue
    }
    if x > 1 && x > 20 {
      x = x * -0.5 + (y) * 0.25
      break
    }
  }
  if !(x + y > -4) {
    var i2 = 0
    loop2: repeat {
      i2 += 1
      y = y * -0.5 + (y) * 0.25
    } while i2 < 3
    var i3 = 0
    while i3 < 1 && x >= 8 {
      i3 += 1
      y -= (y - x) * 0.5
      x = x * -0.5 + (x * 0.25) * 0.25
    }
  } else {
    x = x * -0.5 + (x) * 0.25
    y = y * 0.5 + 2
  }
  return x * 2 + y
}

@AutoGraph
private func converted59(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= -4 || x <= 8 {
    x -= (y - x) * 0.5
    return x * 1
  }
  if x < 1 {
    x = x * 0.5 + 1.5
    return x + y
  } else {
    if x >= -4 {
      y += 1
    }
  }
  return x * 2 + y
}

private func plain59(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y >= -4 || x <= 8 {
    x -= (y - x) * 0.5
    return x * 1
  }
  if x < 1 {
    x = x * 0.5 + 1.5
    return x + y
  } else {
    if x >= -4 {
      y += 1
    }
  }
  return x * 2 + y
}

@AutoGraph
private func converted60(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    x = x * -0.5 + (x) * 0.25
  } else {
    if x > 1 {
      x += 1
    } else {
      x += 0.5
    }
  }
  if !(x + y <= 20) {
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      x = x * 0.5 + 0.25
      x = x * 0.5 + 1
    }
  }
  return x * 2 + y
}

private func plain60(_ a: Double, _ row: [Double]) -> Double {
  var x = a
  var y = a * 0.5 + 1
  x -= 0.25
  y += x * 0.5
  if x + y > 1 {
    x = x * -0.5 + (x) * 0.25
  } else {
    if x > 1 {
      x += 1
    } else {
      x += 0.5
    }
  }
  if !(x + y <= 20) {
    for k1 in 0..<3 {
      if k1 > 3 { continue }
      x = x * 0.5 + 0.25
      x = x * 0.5 + 1
    }
  }
  return x * 2 + y
}

let generatedPrograms: [GeneratedProgram] = [
  GeneratedProgram(1, converted1, plain1),
  GeneratedProgram(2, converted2, plain2),
  GeneratedProgram(3, converted3, plain3),
  GeneratedProgram(4, converted4, plain4),
  GeneratedProgram(5, converted5, plain5),
  GeneratedProgram(6, converted6, plain6),
  GeneratedProgram(7, converted7, plain7),
  GeneratedProgram(8, converted8, plain8),
  GeneratedProgram(9, converted9, plain9),
  GeneratedProgram(10, converted10, plain10),
  GeneratedProgram(11, converted11, plain11),
  GeneratedProgram(12, converted12, plain12),
  GeneratedProgram(13, converted13, plain13),
  GeneratedProgram(14, converted14, plain14),
  GeneratedProgram(15, converted15, plain15),
  GeneratedProgram(16, converted16, plain16),
  GeneratedProgram(17, converted17, plain17),
  GeneratedProgram(18, converted18, plain18),
  GeneratedProgram(19, converted19, plain19),
  GeneratedProgram(20, converted20, plain20),
  GeneratedProgram(21, converted21, plain21),
  GeneratedProgram(22, converted22, plain22),
  GeneratedProgram(23, converted23, plain23),
  GeneratedProgram(24, converted24, plain24),
  GeneratedProgram(25, converted25, plain25),
  GeneratedProgram(26, converted26, plain26),
  GeneratedProgram(27, converted27, plain27),
  GeneratedProgram(28, converted28, plain28),
  GeneratedProgram(29, converted29, plain29),
  GeneratedProgram(30, converted30, plain30),
  GeneratedProgram(31, converted31, plain31),
  GeneratedProgram(32, converted32, plain32),
  GeneratedProgram(33, converted33, plain33),
  GeneratedProgram(34, converted34, plain34),
  GeneratedProgram(35, converted35, plain35),
  GeneratedProgram(36, converted36, plain36),
  GeneratedProgram(37, converted37, plain37),
  GeneratedProgram(38, converted38, plain38),
  GeneratedProgram(39, converted39, plain39),
  GeneratedProgram(40, converted40, plain40),
  GeneratedProgram(41, converted41, plain41),
  GeneratedProgram(42, converted42, plain42),
  GeneratedProgram(43, converted43, plain43),
  GeneratedProgram(44, converted44, plain44),
  GeneratedProgram(45, converted45, plain45),
  GeneratedProgram(46, converted46, plain46),
  GeneratedProgram(47, converted47, plain47),
  GeneratedProgram(48, converted48, plain48),
  GeneratedProgram(49, converted49, plain49),
  GeneratedProgram(50, converted50, plain50),
  GeneratedProgram(51, converted51, plain51),
  GeneratedProgram(52, converted52, plain52),
  GeneratedProgram(53, converted53, plain53),
  GeneratedProgram(54, converted54, plain54),
  GeneratedProgram(55, converted55, plain55),
  GeneratedProgram(56, converted56, plain56),
  GeneratedProgram(57, converted57, plain57),
  GeneratedProgram(58, converted58, plain58),
  GeneratedProgram(59, converted59, plain59),
  GeneratedProgram(60, converted60, plain60),
]
