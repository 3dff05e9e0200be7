import { readFileSync } from 'node:fs';
import type { Sizes } from '@thalweg/tensor';
import type { ReferenceValue } from './convolution-row.ts';

/** The options of a row that are not those of the layer of that name. */
interface AttentionRowOptions {
  readonly causal?: boolean;
  readonly rotary?: boolean;
  readonly bias?: boolean;
  readonly hidden?: number;
  readonly norm?: 'first' | 'last';
  readonly activation?: 'relu' | 'gelu';
}

/** PyTorch’s numbers of attention; see `tools/laws/reference/attention.py`. */
export interface AttentionRow {
  readonly layer: 'attention' | 'multiHeadAttention' | 'transformerBlock' | 'sinusoidalPositions' | 'rotary';
  readonly heads?: number;
  readonly options: AttentionRowOptions;
  /** The shape of a mask, if there is one. */
  readonly mask: Sizes | null;
  /** The inputs and the parameters, by name. */
  readonly values: readonly (readonly [name: string, shape: Sizes])[];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  /** The gradients of sum(output · upstream), by each value. */
  readonly gradients: readonly ReferenceValue[];
  /** Those of ½·Σ|∂L/∂value|², where L = sum(sin(output) · upstream). */
  readonly second: readonly ReferenceValue[];
}

/** All rows of the reference. */
export function attentionRows(): AttentionRow[] {
  const file = new URL('../../reference/attention.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as AttentionRow[];
}
