import type { Loops, Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';
import { numbersUpTo } from './numbers-up-to.ts';

/** Writes the number of elements along some axes. */
export function count(emission: Emission, wire: Wire, { axes }: Loops['count']): string {
  const [x] = wire.inputs as [Wire];
  const lengths = axes.map(axis => emission.length(x, axis));
  const found = lengths.reduce((product, length) => emission.block.apply('Mul', [product, length]));
  return emission.cast(found, 'int64', wire.dtype);
}

/** Writes the positions along an axis: of the input, the one whose size the result has. */
export function positions(emission: Emission, wire: Wire): string {
  return emission.cast(numbersUpTo(emission, wire, 0), 'int64', 'int32');
}
