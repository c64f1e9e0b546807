/// Every kind of file, in the order in which they are written and checked.
package let allKinds: [any FileKind] = [
  SavedModelKind(), CheckpointKind(),
  KerasKind(name: "keras", examples: { KerasExample.sequential }),
  KerasKind(name: "keras-classes", examples: { KerasExample.classes }),
  KerasKind(name: "keras-functional", examples: { KerasExample.functional }), EventsKind(),
  ArraysKind(), ONNXKind(),
]
