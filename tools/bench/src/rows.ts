import { atOnce, batch, fromColumns, shuffle } from '@thalweg/data';
import { fillUniform, key, permutation } from '@thalweg/tensor';
import type { Workload } from './workload.ts';

const ROWS = 8_000;
const WIDTH = 784;
const SIZE = 32;

/** Returns the workload of reading one epoch of rows of 784 numbers and a label, shuffled and in batches. */
export function rows(): Workload {
  const image = fillUniform(new Float32Array(ROWS * WIDTH), key(1));
  const digit = Int32Array.from({ length: ROWS }, (_, row) => row % 10);
  const batches = fromColumns({ image: { data: image, shape: [WIDTH] }, digit }).pipe(
    shuffle({ seed: 1 }),
    batch(SIZE),
  );
  const own = (): void => {
    const cursor = batches.open();
    for (let item = atOnce(cursor.next()); item !== undefined; item = atOnce(cursor.next(item)));
  };
  const images = new Float32Array(SIZE * WIDTH);
  const digits = new Int32Array(SIZE);
  let epoch = 0;
  const byHand = (): void => {
    const order = permutation(key(epoch++), ROWS);
    for (let start = 0; start < ROWS; start += SIZE)
      for (let row = 0; row < SIZE; row++) {
        const from = order[start + row]!;
        images.set(image.subarray(from * WIDTH, (from + 1) * WIDTH), row * WIDTH);
        digits[row] = digit[from]!;
      }
  };
  return {
    name: `an epoch of ${ROWS} rows of ${WIDTH} floats, shuffled, in batches of ${SIZE}`,
    peers: [
      { name: 'shuffle + batch', run: own },
      { name: 'hand-written loop', run: byHand },
    ],
    goal: { text: 'at least half the rate of the loop', met: (ours, other) => ours <= 2 * other },
  };
}
