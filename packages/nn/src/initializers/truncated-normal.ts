import { allocate, ContractError, fillUniform, sizeOf, tensor } from '@thalweg/tensor';
import { normalQuantile, optionsOf, printed } from '@thalweg/tensor/engine';
import { fanIn } from './fans.ts';
import type { Initializer } from './initializer.ts';

/** Options of {@link truncatedNormal}. */
export interface TruncatedNormalOptions {
  /** The standard deviation of the returned numbers; 1/√in by default. */
  readonly deviation?: number;
}

/** The standard normal distribution function at −2: the share that is cut off on each side. */
const TAIL = 0.022750131948179195;

/** The standard deviation of standard normal numbers in ±2: √(1 − 4·φ(2)/(1 − 2·TAIL)). */
const REMAINING = 0.8796256610342398;

/**
 * Returns an initializer of normal numbers of which none is further than 2σ from 0. The cut makes the standard deviation
 * smaller, so σ is `deviation / 0.8796`: the numbers have the deviation that was asked for, and keep to ±2.274 · deviation.
 *
 * - **Throws** `ContractError` for a deviation that is no finite number from 0
 *
 * @example
 * dense(64, { weight: truncatedNormal({ deviation: 0.02 }) })
 */
export function truncatedNormal(options?: TruncatedNormalOptions): Initializer {
  const { deviation } = optionsOf('truncatedNormal', options, { deviation: undefined });
  if (deviation !== undefined && !(Number.isFinite(deviation) && deviation >= 0))
    throw new ContractError(
      'truncatedNormal',
      'the deviation must be a finite number from 0',
      printed(deviation),
      'Try 0.02.',
    );
  return (key, shape, dtype) => {
    const scale = (deviation ?? 1 / Math.sqrt(fanIn(shape))) / REMAINING;
    const uniform = fillUniform(allocate('float64', sizeOf(shape)) as Float64Array, key);
    const data = allocate(dtype, uniform.length);
    uniform.forEach((value, i) => (data[i] = scale * between(value)));
    return tensor(data, { shape });
  };
}

/** The normal number in ±2 below which a share of all numbers there lie. */
function between(share: number): number {
  return Math.max(-2, Math.min(2, normalQuantile(TAIL + share * (1 - 2 * TAIL))));
}
