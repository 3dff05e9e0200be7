import { tensor, type Tensor } from '@thalweg/tensor';
import { wave, type RecurrentOptions } from './recurrent-model.ts';

/** The sizes of a batch of sequences. */
export interface BatchSizes {
  readonly batch: number;
  readonly time: number;
}

const numbers = (batch: number, time: number, seed: number): Tensor =>
  tensor(Int32Array.from({ length: batch * time }, (_, i) => (i * 7 + seed) % 4), { shape: [batch, time], dtype: 'int32' }); // prettier-ignore

/** The values of the inputs of a recurrent model. A mask leaves out the ends of sequences. */
export function recurrentValues(
  { batch, time }: BatchSizes,
  { isMasked = false, isPlain = false, features = 3 }: RecurrentOptions = {},
  seed = 1,
) {
  // prettier-ignore
  const counts = (i: number): number => Number(i % time <= (i / time + seed) % time);
  const mask = Uint8Array.from({ length: batch * time }, (_, i) => counts(i));
  return {
    x: wave([batch, time, features], seed),
    ...(!isPlain && { at: numbers(batch, time, seed) }),
    ...(isMasked && { mask: tensor(mask, { shape: [batch, time], dtype: 'bool' }) }),
  };
}
