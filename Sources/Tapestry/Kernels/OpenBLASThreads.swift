import COpenBLAS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the threads that OpenBLAS starts when it is loaded.
///
/// They wait for work by yielding. A product of a millisecond then takes a hundred on a machine
/// that is busy with anything else, and for the first tenth of a second of a process they keep the
/// core on which the engine's own worker wants to run. Instead, the workers share the parts of a
/// product, or the matrices of a batch.
///
/// Limiting OpenBLAS to one thread does not end those that it has. The function that does is
/// exported, but stands in no header; where it is missing, the limit has to do.
let endedOpenBLASThreads: Void = {
  // In this order: the limit would start the threads again.
  openblas_set_num_threads(1)
  typealias End = @convention(c) () -> CInt
  guard let everything = dlopen(nil, RTLD_NOW), let end = dlsym(everything, "blas_thread_shutdown_")
  else { return }
  _ = unsafeBitCast(end, to: End.self)()
}()
