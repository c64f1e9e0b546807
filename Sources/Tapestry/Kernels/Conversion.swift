import CKernels

/// The same numbers as elements of another type: the kernel of `cast`, and of all operations that
/// compute in a type other than that of their result.
func convert(_ x: Tensor, to dtype: DType) -> Tensor {
  if x.dtype == dtype { return x }
  if x.dtype == .bool && dtype == .uint8 { return Tensor(view: x.contiguous(), as: .uint8) }
  let x = x.contiguous()
  let y = Tensor(uninitialized: x.shape, dtype: dtype)
  let (from, to) = (x.dtype, dtype)
  x.withBytes { source in
    y.withBytes { target in
      parallel(y.count) { part in
        kernel_convert(
          source + part.lowerBound * from.size, from.kernelType,
          target + part.lowerBound * to.size, to.kernelType, part.count)
      }
    }
  }
  return y
}

extension DType {
  /// The type for kernels that take any.
  fileprivate var kernelType: kernel_type {
    switch self {
    case .bool: kernel_boolean
    case .int8: kernel_int8
    case .int16: kernel_int16
    case .int32: kernel_int32
    case .int64: kernel_int64
    case .uint8: kernel_uint8
    case .float16: kernel_float16
    case .float32: kernel_float32
    case .float64: kernel_float64
    }
  }
}
