// swift-tools-version: 6.2
import CompilerPluginSupport
import Foundation
import PackageDescription

// Students start chapters with a plain `swift run`, which builds for debugging. The engine, the
// plots and the data are optimized even then; a chapter itself stays debuggable.
let optimized: SwiftSetting = .unsafeFlags(["-O"], .when(configuration: .debug))

// Warnings are errors where the package is checked, and only there: a student with a newer
// compiler should not be stopped by a new warning.
let strict: [SwiftSetting] =
  Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : []

/// The guides of a target's folders, which are for readers and not part of the target.
func guides(in target: String) -> [String] {
  let folder = "\(Context.packageDirectory)/\(target)"
  let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  return paths.filter { $0 == "README.md" || $0.hasSuffix("/README.md") }.sorted()
}

/// The stubs that students edit, a target for each chapter that has some. Nothing depends on them:
/// they belong to targets for the sake of editors, and `course` compiles each file separately.
let stubs: [Target] = (1...6).compactMap { chapter in
  let path = "Chapters/Chapter\(chapter)/Exercises"
  let files = try? FileManager.default.contentsOfDirectory(
    atPath: "\(Context.packageDirectory)/\(path)")
  guard files?.contains(where: { $0.hasSuffix(".swift") }) == true else { return nil }
  return .target(
    name: "Chapter\(chapter)Exercises",
    // Only the chapter about tracing needs the macro, and swift-syntax with it.
    dependencies: ["ExerciseKit", "Miniature", "Tapestry"] + (chapter == 3 ? ["AutoGraph"] : []),
    path: path, exclude: guides(in: path))
}

let package = Package(
  name: "Tapestry",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Miniature", targets: ["Miniature"]),
    .library(name: "Tapestry", targets: ["Tapestry"]),
    .library(name: "AutoGraph", targets: ["AutoGraph"]),
    .library(name: "Plots", targets: ["Plots"]),
    .library(name: "CourseData", targets: ["CourseData"]),
    .library(name: "ArrayFiles", targets: ["ArrayFiles"]),
    .library(name: "KerasFiles", targets: ["KerasFiles"]),
    .library(name: "TensorFlowFormats", targets: ["TensorFlowFormats"]),
    .library(name: "TensorBoardFiles", targets: ["TensorBoardFiles"]),
    .library(name: "ONNXFiles", targets: ["ONNXFiles"]),
    .executable(name: "chapter1", targets: ["chapter1"]),
    .executable(name: "chapter2", targets: ["chapter2"]),
    .executable(name: "chapter3", targets: ["chapter3"]),
    .executable(name: "chapter4", targets: ["chapter4"]),
    .executable(name: "chapter5", targets: ["chapter5"]),
    .executable(name: "chapter6", targets: ["chapter6"]),
    .executable(name: "course", targets: ["course"]),
    .executable(name: "benchmark", targets: ["benchmark"]),
    .executable(name: "growth", targets: ["growth"]),
    .executable(name: "formats", targets: ["formats"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .target(
      name: "CKernels", exclude: guides(in: "Sources/CKernels"),
      cSettings: [
        .headerSearchPath("Vectors"), .headerSearchPath("Functions"),
        .unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"]),
      ],
      linkerSettings: [.linkedLibrary("m")]),
    // How files are written, for all targets that write files.
    .target(
      name: "FileAccess", exclude: guides(in: "Sources/FileAccess"),
      swiftSettings: strict + [optimized]),
    .target(
      name: "Miniature", exclude: guides(in: "Sources/Miniature"),
      swiftSettings: strict + [optimized]),
    // Keras's older files; separate, and without dependencies.
    .target(
      name: "HDF5", dependencies: ["FileAccess"], exclude: guides(in: "Sources/HDF5"),
      swiftSettings: strict + [optimized]),
    .target(
      name: "Tapestry", dependencies: ["COpenBLAS", "CZlib", "CKernels", "FileAccess"],
      exclude: guides(in: "Sources/Tapestry"), swiftSettings: strict + [optimized]),
    // Separate from the engine, so that only users of the macro build swift-syntax; and separate
    // from the plugin, so that tests need not depend on it: if a test target depends on a macro,
    // SwiftPM builds all tests, and all that they use, a second time for the compiler's side.
    .target(
      name: "AutoGraphConversion",
      dependencies: [.product(name: "SwiftSyntaxMacros", package: "swift-syntax")],
      exclude: guides(in: "Sources/AutoGraphConversion"), swiftSettings: strict),
    .macro(
      name: "AutoGraphMacros",
      dependencies: [
        "AutoGraphConversion",
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
      ],
      exclude: guides(in: "Sources/AutoGraphMacros"), swiftSettings: strict),
    .target(
      name: "AutoGraph", dependencies: ["Tapestry", "AutoGraphMacros"],
      exclude: guides(in: "Sources/AutoGraph"),
      swiftSettings: strict + [optimized]),
    .target(
      name: "Plots", dependencies: ["CCairo", "FileAccess"], exclude: guides(in: "Sources/Plots"),
      swiftSettings: strict + [optimized]),
    .target(
      name: "CourseData", dependencies: ["Tapestry", "Plots", "FileAccess"],
      exclude: guides(in: "Sources/CourseData"), resources: [.copy("Resources/BostonHousing.csv")],
      swiftSettings: strict + [optimized]),
    .target(
      name: "CourseKit",
      dependencies: [
        "Tapestry", "Plots", "FileAccess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: guides(in: "Sources/CourseKit"),
      resources: [.copy("Resources/DocumentNumbers.json")],
      swiftSettings: strict),
    .executableTarget(
      name: "chapter1", dependencies: ["Tapestry", "Plots", "CourseKit"],
      path: "Chapters/Chapter1/Code", swiftSettings: strict),
    .executableTarget(
      name: "chapter2", dependencies: ["Tapestry", "Plots", "CourseKit"],
      path: "Chapters/Chapter2/Code", swiftSettings: strict),
    .executableTarget(
      name: "chapter3",
      dependencies: [
        "AutoGraph", "CourseKit", "Miniature", "Plots", "Tapestry", "TensorBoardFiles",
      ],
      path: "Chapters/Chapter3/Code", swiftSettings: strict),
    .executableTarget(
      name: "chapter4",
      dependencies: ["CourseData", "CourseKit", "Plots", "Tapestry", "TensorFlowFormats"],
      path: "Chapters/Chapter4/Code", swiftSettings: strict),
    .executableTarget(
      name: "chapter5",
      dependencies: ["CourseData", "CourseKit", "Plots", "Tapestry", "TensorFlowFormats"],
      path: "Chapters/Chapter5/Code", swiftSettings: strict),
    .executableTarget(
      name: "chapter6",
      dependencies: ["Miniature", "Tapestry", "Plots", "CourseKit", "CourseData"],
      path: "Chapters/Chapter6/Code", swiftSettings: strict),
    // Limits, Landlock and seccomp, for processes that run students' code.
    .target(
      name: "CSandbox", exclude: guides(in: "Sources/CSandbox"),
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // What a student's file imports, and how its values travel to the judge.
    .target(
      name: "ExerciseKit", dependencies: ["Tapestry", "Miniature"],
      exclude: guides(in: "Sources/ExerciseKit"),
      swiftSettings: strict + [optimized]),
    .target(
      name: "Judge",
      dependencies: ["CSandbox", "ExerciseKit", "Tapestry", "Plots", "FileAccess"],
      exclude: guides(in: "Sources/Judge"), swiftSettings: strict + [optimized]),
    .target(
      name: "Exercises", dependencies: ["Judge", "ExerciseKit", "Miniature", "Tapestry"],
      exclude: guides(in: "Sources/Exercises") + ["Fingerprints"], swiftSettings: strict),
    .target(
      name: "Grading",
      dependencies: [
        "CArchive", "Judge", "FileAccess", .product(name: "Yams", package: "Yams"),
      ],
      exclude: guides(in: "Sources/Grading"), swiftSettings: strict + [optimized]),
    // Separate from `course`, which contains the right answers: a solution can reach everything in
    // its process.
    .executableTarget(
      name: "runner",
      dependencies: ["CSandbox", "ExerciseKit", "Miniature", "Tapestry"],
      exclude: guides(in: "Sources/runner"), swiftSettings: strict,
      // Without AutoGraph, which the judge builds when an exercise needs it (MacroParts.swift).
      // Solutions are loaded by this executable, and find the engine in it.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux]))
      ]),
    .executableTarget(
      name: "course",
      dependencies: [
        "CSandbox", "Judge", "Grading", "Exercises", "ExerciseKit", "CourseKit", "CourseData",
        "Tapestry", "runner",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: guides(in: "Sources/course"), swiftSettings: strict),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CKernels", "Tapestry",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: guides(in: "Sources/benchmark"), swiftSettings: strict + [optimized]),
    .executableTarget(
      name: "growth",
      dependencies: [
        "CourseData", "Plots", "Tapestry",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: guides(in: "Sources/growth"), swiftSettings: strict + [optimized]),
    .target(
      name: "ZipFiles", dependencies: ["CKernels", "CZip", "CZlib", "FileAccess"],
      exclude: guides(in: "Sources/ZipFiles"), swiftSettings: strict + [optimized]),
    .target(
      name: "ArrayFiles", dependencies: ["Tapestry", "FileAccess", "ZipFiles"],
      exclude: guides(in: "Sources/ArrayFiles"), swiftSettings: strict + [optimized]),
    .target(
      name: "KerasFiles", dependencies: ["Tapestry", "HDF5", "FileAccess", "ZipFiles"],
      exclude: guides(in: "Sources/KerasFiles"), swiftSettings: strict + [optimized]),
    .target(
      name: "TensorFlowMessages",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: guides(in: "Sources/TensorFlowMessages") + ["TensorFlow.proto"]),
    // Separate from the engine, so that only users of these files build swift-protobuf.
    .target(
      name: "TensorFlowFormats",
      dependencies: [
        "Tapestry", "FileAccess", "TensorFlowMessages",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: guides(in: "Sources/TensorFlowFormats"), swiftSettings: strict + [optimized]),
    .target(
      name: "TensorBoardFiles",
      dependencies: [
        "CZlib", "FileAccess", "Plots", "Tapestry", "TensorFlowFormats", "TensorFlowMessages",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: guides(in: "Sources/TensorBoardFiles"), swiftSettings: strict + [optimized]),
    .target(
      name: "ONNXMessages",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: guides(in: "Sources/ONNXMessages") + ["ONNX.proto"]),
    .target(
      name: "ONNXFiles",
      dependencies: [
        "FileAccess", "ONNXMessages", "Tapestry", "TensorFlowFormats",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: guides(in: "Sources/ONNXFiles"), swiftSettings: strict + [optimized]),
    .target(
      name: "FormatKinds",
      dependencies: [
        "ArrayFiles", "HDF5", "KerasFiles", "ONNXFiles", "ONNXMessages", "Plots", "Tapestry",
        "TensorBoardFiles", "TensorFlowFormats",
      ],
      exclude: guides(in: "Sources/FormatKinds"), swiftSettings: strict),
    .executableTarget(
      name: "formats",
      dependencies: [
        "FormatKinds", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: guides(in: "Sources/formats"), swiftSettings: strict),
    // Optimized, because fuzzing takes as long as making the inputs.
    .target(
      name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict + [optimized]),
    .testTarget(
      name: "SourceTests",
      dependencies: ["TestSupport", "Tapestry", "Plots", "CourseData", "chapter4", "formats"],
      exclude: ["DocExamples.txt"], swiftSettings: strict),
    .testTarget(
      name: "MiniatureTests", dependencies: ["Miniature", "Tapestry", "CourseData"],
      swiftSettings: strict),
    .testTarget(
      name: "HDF5Tests", dependencies: ["TestSupport", "HDF5"], resources: [.copy("Recordings")],
      swiftSettings: strict),
    .testTarget(
      name: "ZipFilesTests", dependencies: ["TestSupport", "ZipFiles"], swiftSettings: strict),
    .testTarget(
      name: "FileAccessTests", dependencies: ["TestSupport", "FileAccess"], swiftSettings: strict),
    .testTarget(
      name: "TapestryTests",
      dependencies: ["TestSupport", "Tapestry", "FileAccess", "CKernels", "COpenBLAS"],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(name: "CSandboxTests", dependencies: ["CSandbox"], swiftSettings: strict),
    .testTarget(
      name: "DifferentialTests", dependencies: ["Tapestry"], swiftSettings: strict),
    .testTarget(
      name: "AutoGraphTests", dependencies: ["TestSupport", "AutoGraph", "Tapestry"],
      exclude: ["Generated/programs.py"],
      swiftSettings: strict),
    .testTarget(
      name: "AutoGraphConversionTests",
      dependencies: [
        "AutoGraphConversion",
        .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlotsTests", dependencies: ["TestSupport", "Plots", "CCairo"],
      resources: [.copy("Recordings")],
      swiftSettings: strict),
    .testTarget(
      name: "CourseDataTests", dependencies: ["TestSupport", "CourseData", "Plots", "Tapestry"],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(
      name: "ArrayFilesTests", dependencies: ["TestSupport", "ArrayFiles", "Tapestry"],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(
      name: "KerasFilesTests",
      dependencies: ["TestSupport", "KerasFiles", "HDF5", "FormatKinds", "Tapestry", "ZipFiles"],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(
      name: "TensorFlowFormatsTests",
      dependencies: [
        "TestSupport", "TensorFlowFormats", "TensorFlowMessages", "Tapestry", "FormatKinds",
      ],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(
      name: "TensorBoardFilesTests",
      dependencies: ["CCairo", "TestSupport", "TensorBoardFiles", "Plots", "Tapestry"],
      resources: [.copy("Recordings")], swiftSettings: strict),
    .testTarget(
      name: "ONNXFilesTests",
      dependencies: ["TestSupport", "ONNXFiles", "ONNXMessages", "Tapestry", "FormatKinds"],
      swiftSettings: strict),
    .testTarget(
      name: "CourseKitTests", dependencies: ["TestSupport", "CourseKit"], swiftSettings: strict),
    // With AutoGraph, which the judge cannot build during tests, when SwiftPM holds its lock.
    .testTarget(
      name: "JudgeTests",
      dependencies: [
        "AutoGraph", "CourseData", "ExerciseKit", "Exercises", "Judge", "Tapestry", "TestSupport",
        "course",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GradingTests",
      dependencies: [
        "CArchive", "ExerciseKit", "Grading", "Judge", "TestSupport", "course",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Corpus"], swiftSettings: strict),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "TestSupport",
        "CourseKit", "Tapestry", "chapter1", "chapter2", "chapter3", "chapter4", "chapter5",
        "chapter6",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
  ] + stubs
)

// The copy of the course that students get has no tests of the answers or of grading.
package.targets.removeAll { target in
  target.type == .test
    && !FileManager.default.fileExists(
      atPath: "\(Context.packageDirectory)/Tests/\(target.name)")
}
