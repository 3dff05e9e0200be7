import { wasm } from '@thalweg/wasm';

/** Returns the reason why circuits cannot be compiled here; undefined if they can. */
export function whyInterpreted(): string | undefined {
  try {
    wasm();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
