import type { Converted } from '../cells.ts';
import type { RawValues } from '../raw-values.ts';
import type { Conversion } from './stored-type.ts';

/** Returns the conversion that makes a cell of each value. */
export function each<V>(cellOf: (value: V) => unknown): Conversion {
  return values => ({ cells: Array.from(values as ArrayLike<V>, value => cellOf(value)) });
}

/** Returns the conversion that makes a number of each value. */
export function eachNumber<V>(numberOf: (value: V) => number): Conversion {
  return (values: RawValues): Converted => {
    const cells = new Float64Array(values.length);
    for (let i = 0; i < cells.length; i++) cells[i] = numberOf(values[i] as V);
    return { cells };
  };
}
