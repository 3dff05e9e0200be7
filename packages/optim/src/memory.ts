import { state, targetOf, type Register, type Writable } from '@thalweg/graph';
import { allocate, sizeOf, tensor } from '@thalweg/tensor';

/**
 * What a rule remembers for a parameter: a state in its shape and dtype, all of one value at first, named after both as
 * `adam.m(dense1/weight)`. It shows what the parameter shows: of a table of which the rule sees some rows, the same rows.
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
  // New memory is 0, and is not there before somebody writes it.
  const first = tensor(value === 0 ? numbers : numbers.fill(value), { shape });
  return as(state(first, { name: `${name}(${register.name})` }) as Register);
}
