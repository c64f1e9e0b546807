func finishingTimes(load: [Double], train: [Double], prefetch: Int) throws -> [Double] {
  var time = prefetch == 0 ? 0 : load.first ?? 0
  return zip(load, train).map { load, train in
    time += prefetch == 0 ? load + train : train
    return time
  }
}
