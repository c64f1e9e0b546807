import COpenBLAS
import Foundation
import Testing

@testable import Tapestry

struct OpenBLASThreadsTests {
  @Test func `products stay on the calling thread`() {
    BLAS.prepare()
    #expect(openblas_get_num_threads() == 1)
  }

  @Test(.enabled(if: coreCount > 1)) func `workers find the cores free`() {
    parallel(4, smallest: 1, multiple: 1) { _ in }
    // Whether OpenBLAS has threads that run; missing where it was built without any.
    let isRunning = dlsym(dlopen(nil, RTLD_NOW), "blas_server_avail")
    #expect(isRunning?.loadUnaligned(as: CInt.self) ?? 0 == 0)
  }
}
