import CKernels
import COpenBLAS
import Foundation
import Testing

@testable import Tapestry

struct BLASTests {
  @Test(
    arguments: [
      ("Prescott", 512, "SkylakeX"), ("Prescott", 256, "Haswell"), ("Prescott", 128, nil),
      ("Sandybridge", 256, "Haswell"), ("Haswell", 512, "SkylakeX"), ("Haswell", 256, nil),
      ("Zen", 512, "SkylakeX"), ("Zen", 256, nil), ("SkylakeX", 512, nil),
      ("SapphireRapids", 512, nil),
    ] as [(String, Int, String?)])
  func `kernels for shorter vectors than the processor's are replaced`(
    _ chosen: String, _ vectorBits: Int, _ better: String?
  ) {
    #expect(betterKernels(than: chosen, vectorBits: vectorBits) == better)
  }

  #if arch(x86_64)
    @Test(.enabled(if: ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil))
    func `products run on kernels for this processor's vectors`() {
      BLAS.prepare()
      let chosen = String(cString: openblas_get_corename())
      #expect(
        betterKernels(than: chosen, vectorBits: Int(kernel_vector_bits())) == nil, "\(chosen)")
    }
  #endif
}
