import type { Runner } from '@thalweg/graph';
import { wasm } from '@thalweg/wasm';

/** Returns the runner of this name. */
export function runnerOf(name: 'wasm' | 'interpreter'): Runner | undefined {
  return name === 'wasm' ? wasm({ fallback: true }) : undefined;
}
