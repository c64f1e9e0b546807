func finishingTimes(load: [Double], train: [Double], prefetch: Int) throws -> [Double] {
  var begun: [Double] = []
  var done: [Double] = []
  var loaded = 0.0
  for index in load.indices {
    let before = done.last ?? 0
    if prefetch == 0 {
      loaded = before
    } else if index >= prefetch {
      loaded = max(loaded, begun[index - prefetch])
    }
    loaded += load[index]
    begun.append(max(loaded, before))
    done.append(begun[index] + train[index])
  }
  return done
}
