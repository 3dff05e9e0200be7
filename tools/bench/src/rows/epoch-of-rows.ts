import { atOnce, batch, fromColumns, shuffle } from '@thalweg/data';
import { fillUniform, key, permutation } from '@thalweg/tensor';
import type { RatioRow } from './ratio-row.ts';
import { bySize, repeated } from './turns.ts';

const WIDTH = 784;
const BATCH = 32;

/** An epoch of rows of 784 numbers and a label, shuffled and in batches. */
export const epochOfRows: RatioRow = {
  name: `data: an epoch of 8,000 rows of ${WIDTH} floats, shuffled, in batches of ${BATCH}`,
  ours: 'shuffle + batch',
  reference: 'hand-written loop',
  bar: 2,
  turns: 15,
  prepare(size) {
    const rows = bySize(size, 8000, 320);
    const image = fillUniform(new Float32Array(rows * WIDTH), key(1));
    const digit = Int32Array.from({ length: rows }, (_, row) => row % 10);
    const table = fromColumns({ image: { data: image, shape: [WIDTH] }, digit });
    const batches = table.pipe(shuffle({ seed: 1 }), batch(BATCH));
    const ours = (): void => {
      const iterator = batches.open();
      for (let item = atOnce(iterator.next()); item !== undefined; item = atOnce(iterator.next(item)));
    };
    const images = new Float32Array(BATCH * WIDTH);
    const digits = new Int32Array(BATCH);
    let epoch = 0;
    const byHand = (): void => {
      const order = permutation(key(epoch++), rows);
      for (let start = 0; start < rows; start += BATCH)
        for (let row = 0; row < BATCH; row++) {
          const from = order[start + row]!;
          images.set(image.subarray(from * WIDTH, (from + 1) * WIDTH), row * WIDTH);
          digits[row] = digit[from]!;
        }
    };
    return { ours: repeated(ours, size), reference: repeated(byHand, size) };
  },
};
