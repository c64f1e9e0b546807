func finishingTimes(load: [Double], train: [Double], prefetch: Int) throws -> [Double] {
  var done: [Double] = []
  var loaded = 0.0
  for index in load.indices {
    let before = done.last ?? 0
    if prefetch == 0 { loaded = before }
    loaded += load[index]
    done.append(max(loaded, before) + train[index])
  }
  return done
}
