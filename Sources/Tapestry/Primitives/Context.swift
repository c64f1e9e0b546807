#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a thread is doing with tensors: what evaluates operations, and which tapes watch.
///
/// There is one state for each thread, found through a pthread key: a task-local value would cost
/// ten times as much at every operation, and the scopes that set it are synchronous anyway. It
/// stays at one address until the thread ends, so that a context is a pointer: counting references
/// to an object would cost each operation more than finding it.
@dynamicMemberLookup
struct Context {
  /// What a context gives access to, as if it were its own.
  struct State {
    /// The tapes that record, outermost first.
    var tapes: [any Recorder] = []
    /// What evaluates operations; if nil, the kernel is run at once.
    var interpreter: (any Interpreter)?
    /// The function whose code is running, which is told of each new variable. Unlike the
    /// interpreter, it stays in place in an `initScope`.
    var maker: (any VariableMaker)?
    /// Whether the layer that is being called was called in training mode.
    var isTraining = false
    /// Whether the layer that is being called, or one that is calling it, is frozen.
    var isInFrozenLayer = false
    /// The depth of nested layer calls.
    var layerDepth = 0
    /// How many layer calls have been made from outside any layer.
    var layerCalls = 0
    /// Whether a model is being described: its layers are traced for their shapes alone.
    var isDescribing = false
    /// What the map of a batch that is running has met so far; nil outside maps.
    var mapWatch: MapWatch?
    /// The call that ends with an error where an operation has no result; if nil, the program
    /// stops.
    var fallibleCall: FallibleCall?
    /// Where the operation that is evaluated stands in a file; nil if it comes from the program.
    var origin: Origin?
    /// The number of elements of the largest weight in the file from which a model is made.
    var weightLimit: Int?
  }

  private let state: UnsafeMutablePointer<State>

  subscript<Value>(dynamicMember path: WritableKeyPath<State, Value>) -> Value {
    @inline(__always) get { state.pointee[keyPath: path] }
    @inline(__always) nonmutating set { state.pointee[keyPath: path] = newValue }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { pointer in
      guard let pointer = pointer as UnsafeMutableRawPointer? else { return }
      pointer.assumingMemoryBound(to: State.self).deinitialize(count: 1).deallocate()
    }
    return key
  }()

  /// The calling thread's context.
  static var current: Context {
    if let pointer = pthread_getspecific(key) {
      return Context(state: pointer.assumingMemoryBound(to: State.self))
    }
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    state.initialize(to: State())
    pthread_setspecific(key, state)
    return Context(state: state)
  }

  /// Runs `body` while `interpreter` evaluates and `tapes` watch, in place of the present ones.
  static func with<Result>(
    interpreter: (any Interpreter)?, tapes: [any Recorder], _ body: () throws -> Result
  ) rethrows -> Result {
    let context = Context.current
    let before = (context.interpreter, context.tapes)
    (context.interpreter, context.tapes) = (interpreter, tapes)
    defer { (context.interpreter, context.tapes) = before }
    return try body()
  }
}

/// Sees each operation after it has been evaluated. The tape of automatic differentiation is one.
protocol Recorder: AnyObject {
  func record(_ primitive: any Primitive, _ inputs: [Tensor], _ output: Tensor)
  /// Whether the recorder follows a tensor, so that operations on it are recorded.
  func knows(_ tensor: Tensor) -> Bool
}

/// Evaluates operations in place of running their kernels at once.
protocol Interpreter: AnyObject {
  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor
}

/// Code that makes variables, and that may be forbidden to.
protocol VariableMaker: AnyObject {
  /// The value behind a symbolic tensor that is a variable's initial value; nil if it has none yet.
  func initialValue(_ symbolic: Tensor, of variable: String) -> Tensor?
  /// Takes note of a new variable.
  func made(_ variable: Variable)
}
