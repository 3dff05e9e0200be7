import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { Dataset } from '../core/dataset.ts';
import { checkCount } from '../core/checks.ts';
import { datasetOf } from '../core/dataset-of.ts';
import { mixed } from './joined.ts';
import type { ItemOf } from '../core/source-like.ts';

/** Options of {@link interleave}. */
export interface InterleaveOptions {
  /** The number of items that are taken from a dataset at a time; 1 by default. */
  readonly blockLength?: number;
  /** Ends the epoch at the end of the first dataset that has no further item; by default all items come. */
  readonly stopOnEmpty?: boolean;
}

/**
 * Takes items from several datasets in turn. A dataset that has ended is left out, and the others go on.
 *
 * - **Order** the first `blockLength` items of each dataset, then the next ones of each
 * - **Offset** exact: it keeps the offset of each dataset
 * - **Throws** {@link DataError} if the datasets differ in their number of epochs, or `blockLength` is not a positive integer
 *
 * @example
 * interleave([fromIterable([1, 2, 3]), fromIterable([10, 20])]).subscribe(print) // 1, 10, 2, 20, 3
 */
export function interleave<const D extends readonly Dataset<unknown>[]>(
  datasets: D,
  options?: InterleaveOptions,
): Dataset<ItemOf<D[number]>> {
  const { blockLength, stopOnEmpty } = optionsOf('interleave', options, { blockLength: 1, stopOnEmpty: false });
  checkCount('interleave', 'blockLength', blockLength, 1);
  const sources = arrayOf('interleave', 'datasets', datasets) as readonly Dataset<ItemOf<D[number]>>[];
  for (const source of sources) datasetOf('interleave', source);
  if (sources.length === 0)
    return new Dataset<ItemOf<D[number]>>({ length: 0, read: () => ({ next: () => undefined }) });
  return new Dataset(
    mixed('interleave', sources, {
      start: [0, 0],
      stopOnEmpty,
      chooseIn: () => (state, open) => {
        let [source, used] = state as [number, number];
        while (!open[source] || used === blockLength) {
          source = (source + 1) % open.length;
          used = 0;
        }
        return { source, state: [source, used + 1] };
      },
    }),
  );
}
