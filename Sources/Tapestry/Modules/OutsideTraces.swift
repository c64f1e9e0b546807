/// Runs `body`, which makes variables that an object creates once and keeps, such as a layer's
/// weights.
///
/// It runs outside all traces and tapes, as in an `initScope`: the initial values must not depend
/// on when they are made. In a trace they would become nodes, and a tape would record them.
///
/// The function that is being traced is not told of the variables. It would refuse them in all but
/// its first call, since code that makes a variable in each trace loses the one before; an object
/// that keeps its variables does not make them again, so that one traced step can train many
/// models.
func outsideTraces<Result>(_ body: () throws -> Result) rethrows -> Result {
  let context = Context.current
  let maker = context.maker
  context.maker = nil
  defer { context.maker = maker }
  return try initScope(body)
}
