import Judge

let chapter2: [Exercise] = []
