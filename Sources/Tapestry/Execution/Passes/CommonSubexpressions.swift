extension Pass {
  /// Computes a value only once if several nodes compute it from the same values.
  ///
  /// Two reads of a variable are equal if there is no assignment between them; two constant
  /// numbers, if they have the same type and bits.
  static let commonSubexpressions = Pass(name: "common subexpressions") { graph in
    struct Call: Hashable {
      // Not an AnyHashable, which would take an allocation and a cast for every call.
      let primitive: any Primitive
      let inputs: [Int]
      /// The number of assignments to the variable before the call, if it is a read.
      let writes: Int

      static func == (a: Call, b: Call) -> Bool {
        a.inputs == b.inputs && a.writes == b.writes && a.primitive.isEqual(to: b.primitive)
      }

      func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(type(of: primitive)))
        primitive.hash(into: &hasher)
        hasher.combine(inputs)
        hasher.combine(writes)
      }
    }
    struct Number: Hashable {
      let spec: TensorSpec
      let bytes: [UInt8]
    }
    var first: [Call: Int] = [:]
    var firstNumber: [Number: Int] = [:]
    var writes: [Variable: Int] = [:]
    return graph.replacing { index, node in
      if let constant = node.constant, constant.count == 1 {
        let bytes = constant.withBytes {
          [UInt8](UnsafeRawBufferPointer(start: $0, count: constant.dtype.size))
        }
        let value = Number(spec: constant.spec, bytes: bytes)
        if let earlier = firstNumber[value] { return earlier }
        firstNumber[value] = index
      }
      guard let primitive = node.primitive else { return nil }
      for variable in node.assignedVariables { writes[variable, default: 0] += 1 }
      guard primitive.isPure || primitive.variableRead != nil else { return nil }
      let call = Call(
        primitive: primitive, inputs: node.inputs,
        writes: primitive.variableRead.map { writes[$0, default: 0] } ?? 0)
      if let earlier = first[call] { return earlier }
      first[call] = index
      return nil
    }
  }
}

extension Primitive {
  fileprivate func isEqual(to other: any Primitive) -> Bool { other as? Self == self }
}
