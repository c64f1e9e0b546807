import COpenBLAS
import Testing

@testable import Tapestry

struct BLASTests {
  @Test func `OpenBLAS stays on the calling thread`() {
    BLAS.prepare()
    #expect(openblas_get_num_threads() == 1)
  }
}
