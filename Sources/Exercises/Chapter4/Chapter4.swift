import Judge

let chapter4: [Exercise] = []
