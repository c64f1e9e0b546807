/// Rewrites the control flow of a function so that its conditions can be tensors.
///
/// ```swift
/// @AutoGraph
/// func g(_ x: Tensor) -> Tensor {
///   if (x < 0).any() {
///     return x * x
///   }
///   return x
/// }
///
/// g(Tensor([-1.0, 2.0]))        // runs eagerly: [1, 4]
/// try Function("g", g)(x)       // runs as a graph that holds both branches
/// print(gConvertedSource)       // the function that the compiler sees in place of g
/// ```
///
/// `if`, `guard`, `? :`, `while`, `repeat`, `for … in`, `break`, `continue`, early `return`, `&&`,
/// `||` and `!` are converted, nested and combined; `break` and `continue` with labels, too. The
/// kind of a condition is known when it runs: under a plain `Bool`, or a tensor that has a value,
/// Swift takes one branch, and a loop is unrolled into a graph that is being traced; under a
/// symbolic tensor both branches, or the body of the loop once, become part of the graph.
///
/// Local variables that a branch or a body assigns are carried from statement to statement. They
/// can hold anything that is a `TensorStructure`. A Swift number is carried, too, but a graph
/// cannot change it: start the counter of a graph's loop with `Tensor(0)`.
///
/// `switch`, `if let`, `guard let` and `while let` are not converted; closures are left as they
/// are. A branch or a loop has copies of the variables that it assigns: a local function or closure
/// that is called there may not use them, nor a `defer` assign them.
///
/// A loop over tensors may never end: a condition can stay true for some values only. With
/// `@AutoGraph(maximumSteps: 1000)` each `while` and `repeat` of the function stops the program
/// instead, eager and traced. A `for` ends by itself.
///
/// - Precondition: the program stops while tracing if the two branches give a variable different
///   shapes or types, or a loop changes them; the message names the variable and the line, counted
///   from `func`. It also stops if a loop takes more than `maximumSteps` steps.
/// - **Source**: book, chapter 2, section 1.
@attached(body)
@attached(peer, names: suffixed(ConvertedSource))
public macro AutoGraph(maximumSteps: Int? = nil) =
  #externalMacro(module: "AutoGraphMacros", type: "AutoGraphMacro")
