import { inMemory } from '@thalweg/tensor/engine';
import { foldIn, permutation, randomInteger } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import { checkCount, seedKey } from '../core/checks.ts';
import { orderOf } from '../core/run-iterator.ts';
import { selected } from '../core/rows.ts';

/** Options of {@link sample}. */
export interface SampleOptions {
  /** Allows a row to be drawn again in the same epoch, so that draws are independent of each other. */
  readonly withReplacement: boolean;
  readonly seed: number;
  /** The number of rows to draw in an epoch; all by default. */
  readonly size?: number;
}

/**
 * Draws rows at random, all equally likely, others in each epoch: a function of the seed and the epoch's number.
 *
 * - **Throws** {@link DataError} if the rows cannot be read in any order, `size` is not an integer of at least 0, or
 *   there are not enough rows
 *
 * @example
 * fromColumns({ x: [1, 2, 3] }).pipe(sample({ withReplacement: true, seed: 7, size: 100 })).length // => 100
 */
export function sample(options: SampleOptions): <T>(source: Dataset<T>) => Dataset<T> {
  const { withReplacement, seed, size } = optionsOf('sample', options, {
    withReplacement: undefined,
    seed: undefined,
    size: undefined,
  });
  if (size !== undefined) checkCount('sample', 'size', size, 0);
  const root = seedKey('sample', seed);
  return source => {
    const selection = source instanceof Dataset ? source.reader.selection : undefined;
    if (selection === undefined)
      throw new DataError(
        'sample',
        'the source must have rows that can be read in any order',
        source instanceof Dataset ? 'a dataset read from front to back' : 'an observable',
        'Sample before batch, give fromIterable an array, or use shuffle with a window.',
      );
    const { rows, length: count } = selection,
      length = size ?? count;
    if (count < length && (count === 0 || !withReplacement))
      throw new DataError(
        'sample',
        `size must be at most the number of rows, ${count}`,
        String(length),
        'Sample fewer, or with replacement.',
      );
    return selected(
      {
        rows,
        length,
        order(epoch) {
          const order = orderOf(selection, epoch),
            drawKey = foldIn(root, epoch);
          if (!withReplacement)
            return permutation(drawKey, count)
              .subarray(0, length)
              .map(index => order[index]!);
          const drawn = inMemory('sample', length, length => new Uint32Array(length));
          for (let draw = 0; draw < length; draw++) drawn[draw] = order[randomInteger(drawKey, draw, count)]!;
          return drawn;
        },
      },
      source.epochs,
    );
  };
}
