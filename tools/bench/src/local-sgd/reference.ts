import { readFileSync } from 'node:fs';

/** A way to train by local SGD, and the test accuracy that PyTorch reaches with each seed. */
export interface Cell {
  readonly name: string;
  readonly workers: number;
  /** Steps of a worker in all. */
  readonly steps: number;
  /** Steps of a round. */
  readonly every: number;
  readonly outer: { readonly rate: number; readonly momentum?: number };
  /** The size of an element of a delta, 32 bits by default. */
  readonly bits?: 8;
  readonly accuracies: readonly number[];
}

/** The table that `tools/laws/reference/local-sgd.py` writes. */
export interface Reference {
  readonly rate: number;
  readonly batch: number;
  readonly seeds: readonly number[];
  readonly cells: readonly Cell[];
}

/** Reads the accuracies of PyTorch, with the settings of each cell. */
export function readReference(): Reference {
  const file = new URL('../../../laws/reference/local-sgd.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Reference;
}
