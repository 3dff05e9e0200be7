/** A cell of any carries, inputs and outputs. */
type AnyCell = (...args: never) => unknown;

/**
 * Returns a cell of which a {@link scan} keeps only the carries for the gradient. All other values of a step are computed
 * again in the backward pass: less memory, for the time of one more forward pass. Products of the inputs are computed step by
 * step. The gradient is the same.
 *
 * @example
 * const x = input('x', ['time', 2]);
 * const cell = (h, x) => ({ carry: tanh(add(h, x)), output: h });
 * const { carry } = scan(checkpointed(cell), x, { init: constant([0, 0]) });
 */
export function checkpointed<C extends AnyCell>(cell: C): C & { readonly checkpointed: true } {
  const wrapped = ((...args: never) => cell(...args)) as C;
  // Its parameters are getters.
  const { name, length, ...own } = Object.getOwnPropertyDescriptors(cell);
  void [name, length];
  Object.defineProperties(wrapped, own);
  return Object.assign(wrapped, { checkpointed: true as const });
}
