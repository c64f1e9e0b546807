#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a thread is doing with tensors: who evaluates operations and which tapes
/// watch.
///
/// One object for each thread, found through a pthread key: a task-local value would cost ten times
/// as much at every operation, and the scopes that set it are synchronous anyway.
final class Context {
  /// The tapes that record, outermost first.
  var tapes: [any Recorder] = []
  /// Who evaluates operations; nil runs the kernel at once.
  var interpreter: (any Interpreter)?

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { pointer in
      if let pointer = pointer as UnsafeMutableRawPointer? {
        Unmanaged<Context>.fromOpaque(pointer).release()
      }
    }
    return key
  }()

  /// The calling thread's context.
  static var current: Context {
    if let pointer = pthread_getspecific(key) {
      return Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
    }
    let context = Context()
    pthread_setspecific(key, Unmanaged.passRetained(context).toOpaque())
    return context
  }
}

/// Sees each operation after it was evaluated. The tape of automatic differentiation is one.
protocol Recorder: AnyObject {
  func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor)
}

/// Evaluates operations in place of running their kernels at once.
protocol Interpreter: AnyObject {
  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor
}
