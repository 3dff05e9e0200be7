import { setFlagsFromString } from 'node:v8';
import { relaxed } from '../relaxed.ts';

/** Lets this process have relaxed SIMD, which Node 20 has by a flag alone. */
export function allowRelaxed(): void {
  if (relaxed() === undefined) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
