import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

struct KerasFilesTests {
  @Test func `paths that end in h5 get Keras's format once it is registered`() throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let model = Sequential { Dense(2, activation: .relu) }
    model.build(inputShape: [1, 3])
    try model.save(to: folder.file("model.h5"))
    let twin = try Sequential.load(from: folder.file("model.h5"))
    #expect(twin.saved.weights == model.saved.weights)
    #expect(try Data(contentsOf: folder.file("model.h5")).starts(with: [0x89, 0x48, 0x44, 0x46]))
  }
}
