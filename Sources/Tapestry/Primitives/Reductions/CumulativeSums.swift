import CKernels

// Running sums and products: each element combined with all before it.

/// The sums of the elements up to each position along a dimension.
///
/// ```swift
/// cumsum(Tensor([1, 2, 3]))                     // [1, 3, 6]
/// cumsum(Tensor([1, 2, 3]), exclusive: true)    // [0, 1, 3]
/// cumsum(Tensor([1, 2, 3]), reverse: true)      // [6, 5, 3]
/// ```
///
/// An exclusive sum leaves out the element itself; a reverse one starts from the end.
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func cumsum(
  _ x: some TensorConvertible, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "cumsum")
  let scan = Scan(axis: axis, exclusive: exclusive, reverse: reverse)
  return bind(CumulativeSum(scan: scan), [x])
}

/// The products of the elements up to each position along a dimension.
///
/// ```swift
/// cumprod(Tensor([2, 3, 4]))                     // [2, 6, 24]
/// cumprod(Tensor([2, 3, 4]), exclusive: true)    // [1, 2, 6]
/// ```
///
/// An exclusive product leaves out the element itself; a reverse one starts from the end.
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func cumprod(
  _ x: some TensorConvertible, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "cumprod")
  let scan = Scan(axis: axis, exclusive: exclusive, reverse: reverse)
  return bind(CumulativeProduct(scan: scan), [x])
}

struct CumulativeSum: PlacedPrimitive {
  let scan: Scan
  var name: String { "cumsum" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { scan.spec(inputs[0], in: name) }

  func run(_ inputs: [Tensor], into y: Tensor) {
    let x = inputs[0]
    switch y.dtype {
    case .float32:
      scan.run(
        x, y,
        ScanLoops(
          start: Float(0), scan: kernel_sum_scan_f32, fold: kernel_sum_fold_f32,
          columns: kernel_sum_column_scan_f32))
    case .float64:
      scan.run(
        x, y,
        ScanLoops(
          start: Double(0), scan: kernel_sum_scan_f64, fold: kernel_sum_fold_f64,
          columns: kernel_sum_column_scan_f64))
    case .bool, .int8, .uint8:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt8(0), scan: kernel_sum_scan_u8, fold: kernel_sum_fold_u8,
          columns: kernel_sum_column_scan_u8))
    case .int16:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt16(0), scan: kernel_sum_scan_u16, fold: kernel_sum_fold_u16,
          columns: kernel_sum_column_scan_u16))
    case .int32:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt32(0), scan: kernel_sum_scan_u32, fold: kernel_sum_fold_u32,
          columns: kernel_sum_column_scan_u32))
    default:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt64(0), scan: kernel_sum_scan_u64, fold: kernel_sum_fold_u64,
          columns: kernel_sum_column_scan_u64))
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(CumulativeSum(scan: scan.back), [call.dy])
  }
}

struct CumulativeProduct: PlacedPrimitive {
  let scan: Scan
  var name: String { "cumprod" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { scan.spec(inputs[0], in: name) }

  func run(_ inputs: [Tensor], into y: Tensor) {
    let x = inputs[0]
    switch y.dtype {
    case .float32:
      scan.run(
        x, y,
        ScanLoops(
          start: Float(1), scan: kernel_product_scan_f32, fold: kernel_product_fold_f32,
          columns: kernel_product_column_scan_f32))
    case .float64:
      scan.run(
        x, y,
        ScanLoops(
          start: Double(1), scan: kernel_product_scan_f64, fold: kernel_product_fold_f64,
          columns: kernel_product_column_scan_f64))
    case .bool, .int8, .uint8:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt8(1), scan: kernel_product_scan_u8, fold: kernel_product_fold_u8,
          columns: kernel_product_column_scan_u8))
    case .int16:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt16(1), scan: kernel_product_scan_u16, fold: kernel_product_fold_u16,
          columns: kernel_product_column_scan_u16))
    case .int32:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt32(1), scan: kernel_product_scan_u32, fold: kernel_product_fold_u32,
          columns: kernel_product_column_scan_u32))
    default:
      scan.run(
        x, y,
        ScanLoops(
          start: UInt64(1), scan: kernel_product_scan_u64, fold: kernel_product_fold_u64,
          columns: kernel_product_column_scan_u64))
    }
  }

  /// The gradient with respect to x_i is the product of the elements before it, times the gradient
  /// that comes back from all products that contain it: g_i = dy_i + x_{i+1} g_{i+1}, in the
  /// direction of the walk. Nothing is divided by x_i, since x_i or a product with it may be 0.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (x, back) = (call[0], scan.back)
    let before = bind(
      CumulativeProduct(
        scan: Scan(axis: scan.axis, exclusive: true, reverse: scan.reverse)), [x])
    // An exclusive product contains only the elements before it: element i appears first in the
    // next one.
    let dy = scan.exclusive ? back.shifted(call.dy) : call.dy
    let behind = bind(LinearRecurrence(scan: back.inclusive), [dy, back.shifted(x)])
    return chain(behind, times: before)
  }
}
