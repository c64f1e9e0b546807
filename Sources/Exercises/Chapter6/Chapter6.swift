import Judge

let chapter6: [Exercise] = []
