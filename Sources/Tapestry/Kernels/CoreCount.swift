import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The number of cores that may work at the same time.
///
/// This is not the machine's number of cores: a process that is pinned to one core, or whose
/// container may use half of the processor's time, would lose time to threads that wait for each
/// other.
package let coreCount = max(1, min(kernel_allowed_cores(), quotaCores() ?? .max))

/// The number of cores that a container's share of processor time keeps busy; nil without a limit.
private func quotaCores() -> Int? {
  let folder = "/sys/fs/cgroup"
  if let limit = firstLine(of: "\(folder)/cpu.max") { return coresOfQuota(limit) }
  guard let quota = firstLine(of: "\(folder)/cpu/cpu.cfs_quota_us"),
    let period = firstLine(of: "\(folder)/cpu/cpu.cfs_period_us")
  else { return nil }
  return coresOfQuota("\(quota) \(period)")
}

/// The number of cores that the text `quota period` allows, both in microseconds; nil for `max` and
/// −1, which set no limit.
func coresOfQuota(_ text: String) -> Int? {
  let numbers = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
  guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0
  else { return nil }
  // Rounded up: with a quota of one and a half cores, a second thread can use the half.
  return (quota - 1) / period + 1
}

private func firstLine(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes = [CChar](repeating: 0, count: 128)
  guard fgets(&bytes, Int32(bytes.count), file) != nil else { return nil }
  let line = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return String(decoding: line, as: UTF8.self)
}
