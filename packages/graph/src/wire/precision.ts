import type { Wire } from './wire.ts';

/** The numbers that an elementwise formula is computed in: integers and flags go through float64. */
export function precisionOf(wire: Wire): 'float32' | 'float64' {
  let single = wire.dtype === 'float32';
  if (!single && wire.dtype !== 'bool') return 'float64';
  for (const { dtype } of wire.inputs) {
    if (dtype === 'float32') single = true;
    else if (dtype !== 'bool') return 'float64';
  }
  return single ? 'float32' : 'float64';
}
