import { state, targetOf, type Register, type Writable } from '@thalweg/graph';
import { allocate, sizeOf, tensor } from '@thalweg/tensor';

/**
 * Makes the memory of a rule for a parameter: a state in its shape and dtype, filled with one value at first, with a
 * name such as `adam.m(dense1/weight)`. It shows the same rows as the parameter, if the rule sees some rows of a table
 * only.
 *
 * @example
 * const signs: Transform = updates =>
 *   updates.mapElements((g, theta) => {
 *     const m = memory('signs.m', theta);
 *     return sign(becomes(m, add(mul(0.9, m), mul(0.1, g))));
 *   });
 */
export function memory(name: string, parameter: Writable, value = 0): Writable {
  const { register, as } = targetOf(parameter);
  const { shape, dtype } = register;
  const numbers = allocate(dtype, sizeOf(shape));
  // New arrays are zeros, and take no memory until they are written.
  const first = tensor(value === 0 ? numbers : numbers.fill(value), { shape });
  return as(state(first, { name: `${name}(${register.name})` }) as Register);
}
