import Judge

let chapter3: [Exercise] = []
