import COpenBLAS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the threads that OpenBLAS starts when it is loaded.
///
/// They wait for work by yielding. On a machine that is busy with anything else, a product of one
/// millisecond then takes a hundred, and for the first tenth of a second of a process they occupy
/// the core that the engine's own worker needs. Instead, the workers share the parts of a product,
/// or the matrices of a batch.
///
/// Limiting OpenBLAS to one thread does not end the threads that it has. The function that does is
/// exported but in no header; if it is missing, the limit has to do.
let endedOpenBLASThreads: Void = {
  // In this order: the limit would start the threads again.
  openblas_set_num_threads(1)
  typealias End = @convention(c) () -> CInt
  guard let everything = dlopen(nil, RTLD_NOW), let end = dlsym(everything, "blas_thread_shutdown_")
  else { return }
  _ = unsafeBitCast(end, to: End.self)()
}()
