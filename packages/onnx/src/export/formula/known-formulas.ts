/** Formulas that ONNX has one operator for, as `printedFormula` has them. */
export const knownFormulas: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['max(#0,0)', 'Relu'],
  ['div(1,add(1,exp(neg(#0))))', 'Sigmoid'],
  ['div(1,#0)', 'Reciprocal'],
]);
