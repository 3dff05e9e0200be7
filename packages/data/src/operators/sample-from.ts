import { foldIn, uniform } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import { datasetOf } from '../core/dataset-of.ts';
import { mixed } from './joined.ts';
import type { ItemOf } from '../core/source-like.ts';
import { seedKey } from '../core/checks.ts';

/** Options of {@link sampleFrom}. */
export interface SampleFromOptions {
  readonly seed: number;
  /** Ends the epoch when a dataset is drawn that has no further item; by default all items come. */
  readonly stopOnEmpty?: boolean;
}

/**
 * Draws for each item the dataset that it is taken from, with probabilities in proportion to the weights: a function of the seed
 * and the epoch's number. A dataset that has ended is not drawn any more.
 *
 * - **Order** of the items of each dataset: its own
 * - **Offset** exact: it keeps the offset of each dataset
 * - **Throws** {@link DataError} unless there is one positive weight for each dataset; if the datasets differ in their number of
 *   epochs
 * - **Source** the rule is that of TensorFlow's `Dataset.sample_from_datasets`
 *
 * @example
 * const mixture = sampleFrom([fromIterable([1, 2, 3]), fromIterable([10])], [3, 1], { seed: 7 });
 * mixture.length // => 4
 */
export function sampleFrom<const D extends readonly Dataset<unknown>[]>(
  datasets: D,
  weights: readonly number[],
  options: SampleFromOptions,
): Dataset<ItemOf<D[number]>> {
  const { seed, stopOnEmpty } = optionsOf('sampleFrom', options, { seed: undefined, stopOnEmpty: false });
  const sources = arrayOf('sampleFrom', 'datasets', datasets) as readonly Dataset<ItemOf<D[number]>>[];
  for (const source of sources) datasetOf('sampleFrom', source);
  checkWeights(weights, sources.length);
  const root = seedKey('sampleFrom', seed);
  return new Dataset(
    mixed('sampleFrom', sources, {
      start: [0],
      stopOnEmpty,
      chooseIn(epoch) {
        const draws = foldIn(root, epoch);
        return ([drawn = 0], open) => ({
          source: drawnOf(weights, open, uniform(draws, drawn)),
          state: [drawn + 1],
        });
      },
    }),
  );
}

/** Returns one of the open sources, by a number from 0 to 1. */
function drawnOf(weights: readonly number[], open: readonly boolean[], at: number): number {
  const shares = weights.map((weight, source) => (open[source] ? weight : 0));
  let left = at * shares.reduce((sum, share) => sum + share, 0);
  const drawn = shares.findIndex(share => (left -= share) < 0);
  // Rounding may leave a rest.
  return drawn >= 0 ? drawn : open.lastIndexOf(true);
}

function checkWeights(weights: readonly number[], count: number): void {
  const given = arrayOf('sampleFrom', 'weights', weights);
  if (count > 0 && given.length === count && given.every(weight => weight > 0 && weight < Infinity)) return;
  throw new DataError(
    'sampleFrom',
    'there must be datasets, and one positive weight for each',
    `[${given.join(', ')}] for ${count} datasets`,
    'Leave out datasets that are not to be drawn.',
  );
}
