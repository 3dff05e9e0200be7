import type { Wire } from './wire.ts';

/** The numbers that an elementwise formula is computed in: integers and flags go through float64. */
export function precisionOf(wire: Wire): 'float32' | 'float64' {
  const dtypes = [wire.dtype, ...wire.inputs.map(input => input.dtype)];
  const single = dtypes.includes('float32') && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
  return single ? 'float32' : 'float64';
}
