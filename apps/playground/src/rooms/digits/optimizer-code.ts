import type { OptimizerName } from 'digits/optimizers';

/** Optimizers whose code is more than a call with a learning rate. */
const composed: Partial<Record<OptimizerName, (rate: string) => string>> = {
  average: rate => `average(adam({ learningRate: ${rate} }), { decay: 0.999 })`,
  lookahead: rate => `lookahead(adam({ learningRate: ${rate} }))`,
  muon: rate =>
    `partition([{ names: '*/weight', transform: muon({ learningRate: ${rate} }) }, { transform: momentum({ learningRate: ${rate} }) }])`,
};

/** Returns the code that makes an optimizer of the digits program, and the names that it imports. */
export function optimizerCode(
  name: OptimizerName,
  rate: string,
): { readonly code: string; readonly imports: string[] } {
  const code = composed[name]?.(rate) ?? `${name}({ learningRate: ${rate} })`;
  return { code, imports: [...code.matchAll(/(\w+)\(/g)].map(([, called]) => called!) };
}
