import Tapestry

/// The classes of layers, losses and metrics in Keras, and their names here.
package enum KerasNames {
  /// Whether a model contains something for which Keras 2 has no class.
  package static func isOnlyOfKeras3(_ model: SavedModel) -> Bool {
    ["AdamW", "Lion"].contains(model.optimizer?.serialized["class_name"])
  }

  /// Layers that Keras has under the same names.
  static let layers: Set<String> = [
    "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax", "ThresholdedReLU",
    "Dropout", "GaussianNoise", "Flatten", "Reshape", "Permute", "RepeatVector", "Add", "Subtract",
    "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot", "BatchNormalization",
    "LayerNormalization", "Embedding", "Masking", "Conv1D", "Conv2D", "Conv2DTranspose",
    "MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalMaxPooling1D",
    "GlobalMaxPooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "ZeroPadding2D",
    "UpSampling2D", "SimpleRNN", "LSTM", "GRU", "TimeDistributed", "Bidirectional",
  ]

  static let losses: [(className: String, name: String)] = [
    ("MeanSquaredError", "mean_squared_error"), ("MeanAbsoluteError", "mean_absolute_error"),
    ("MeanAbsolutePercentageError", "mean_absolute_percentage_error"),
    ("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error"), ("Huber", "huber_loss"),
    ("LogCosh", "logcosh"), ("Poisson", "poisson"), ("CosineSimilarity", "cosine_similarity"),
    ("BinaryCrossentropy", "binary_crossentropy"),
    ("CategoricalCrossentropy", "categorical_crossentropy"),
    ("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"), ("Hinge", "hinge"),
    ("SquaredHinge", "squared_hinge"), ("CategoricalHinge", "categorical_hinge"),
    ("KLDivergence", "kullback_leibler_divergence"),
  ]

  static let metrics: [(className: String, name: String)] =
    losses.filter { !["Huber", "LogCosh"].contains($0.className) } + [
      ("LogCoshError", "logcosh"), ("BinaryAccuracy", "binary_accuracy"),
      ("CategoricalAccuracy", "categorical_accuracy"),
      ("SparseCategoricalAccuracy", "sparse_categorical_accuracy"),
      ("TopKCategoricalAccuracy", "top_k_categorical_accuracy"),
      ("SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy"), ("Mean", "mean"),
      ("Sum", "sum"), ("RootMeanSquaredError", "root_mean_squared_error"),
      ("Precision", "precision"), ("Recall", "recall"), ("TruePositives", "true_positives"),
      ("FalsePositives", "false_positives"), ("TrueNegatives", "true_negatives"),
      ("FalseNegatives", "false_negatives"), ("AUC", "auc"),
      ("SensitivityAtSpecificity", "sensitivity_at_specificity"),
      ("SpecificityAtSensitivity", "specificity_at_sensitivity"),
      ("PrecisionAtRecall", "precision_at_recall"),
    ]
}
