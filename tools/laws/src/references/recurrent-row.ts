import { readFileSync } from 'node:fs';
import type { Sizes } from '@thalweg/tensor';
import type { ReferenceValue } from './convolution-row.ts';

/** A value with its shape; its inner products are those with `numbersOf(shape, seed)` for the seeds from 200. */
export type ShapedValue = ReferenceValue & { readonly shape: Sizes };

/** PyTorch’s numbers of a recurrent layer; see `tools/laws/reference/recurrent.py`. */
export interface RecurrentRow {
  readonly layer: 'rnn' | 'gru' | 'lstm' | 'lru';
  /** Options of the layer; `init` is true where the first sources after the input are the carries to begin with. */
  readonly options: {
    readonly layers?: number;
    readonly bidirectional?: boolean;
    readonly reverse?: boolean;
    readonly bias?: boolean;
    readonly activation?: 'tanh' | 'relu';
    readonly width?: number;
    readonly init?: boolean;
  };
  readonly x: readonly [batch: number, time: number, inputs: number];
  readonly units: number;
  /** The number of valid steps of each sequence, or its steps as true and false. */
  readonly valid?: readonly number[] | readonly (readonly boolean[])[];
  /** The shapes of the input, the carries to begin with, and the parameters: source n is `numbersOf(shape, n)`, parameters halved. */
  readonly sizes: readonly Sizes[];
  /** The output, the last output, and the carries after the last step. */
  readonly values: readonly ShapedValue[];
  readonly gradients: readonly ShapedValue[];
  readonly second: readonly ShapedValue[];
}

/** All rows of the reference. */
export function recurrentRows(): RecurrentRow[] {
  const file = new URL('../../reference/recurrent.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecurrentRow[];
}
