import Judge

let chapter5: [Exercise] = [.adamStep]
