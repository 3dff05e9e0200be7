import { foldIn, randomInteger } from '@thalweg/tensor';
import { inMemory, optionsOf } from '@thalweg/tensor/engine';
import type { Dataset } from '../core/dataset.ts';
import { fixedRows, selected } from '../core/rows.ts';
import { labelCodes, type LabelCodes } from './label-codes.ts';
import type { LabelField } from '../core/label.ts';
import { seedKey } from '../core/checks.ts';

/** Options of {@link oversample}. */
export interface OversampleOptions {
  readonly seed: number;
}

/**
 * Repeats rows of rare classes until all classes have as many rows as the largest one. All rows come, in their order, and then
 * the repeated ones, drawn at random, others in each epoch: shuffle afterwards. Oversample after a split, or copies of a row
 * are in both parts.
 *
 * - **Throws** {@link DataError} if the rows cannot be read in any order, or a label is missing
 * - **Source** the rule is that of imbalanced-learn's `RandomOverSampler`
 *
 * @example
 * fromIterable([{ y: 0 }, { y: 0 }, { y: 0 }, { y: 1 }]).pipe(oversample('y', { seed: 7 })).length // => 6
 */
export function oversample<T>(field: LabelField<T>, options: OversampleOptions): (source: Dataset<T>) => Dataset<T> {
  const { seed } = optionsOf('oversample', options, { seed: undefined });
  const root = seedKey('oversample', seed);
  return source => {
    const all = fixedRows('oversample', source);
    const classes = labelCodes('oversample', all, field);
    const members = membersOf(classes, all.order);
    const largest = Math.max(0, ...classes.counts);
    const length = largest * members.length;
    return selected(
      {
        rows: all.rows,
        length,
        order(epoch) {
          const order = inMemory('oversample', length, length => new Uint32Array(length));
          order.set(all.order);
          let at = all.length;
          members.forEach((rows, code) => {
            const draws = foldIn(foldIn(root, epoch), code);
            for (let draw = 0; rows.length + draw < largest; draw++)
              order[at++] = rows[randomInteger(draws, draw, rows.length)]!;
          });
          return order;
        },
      },
      source.epochs,
    );
  };
}

/** Returns the rows of each class. */
function membersOf({ codes, labels }: LabelCodes, order: Uint32Array): number[][] {
  const members = labels.map((): number[] => []);
  codes.forEach((code, at) => members[code]!.push(order[at]!));
  return members;
}
