import Judge

/// All exercises, in the order of the chapters.
///
/// ```swift
/// exercises.first { $0.id == "1.3" }?.title  // "The rule of broadcasting"
/// ```
public let exercises: [Exercise] = chapter1 + chapter2 + chapter3 + chapter4 + chapter5 + chapter6
