import { atOnce, batch, epochs, shuffle, type Dataset, type Offset } from '@thalweg/data';
import { constant, input, parameter, plus, stack, times } from '@thalweg/graph';
import { meanSquaredError } from '@thalweg/nn';
import type { Transform } from '@thalweg/optim';
import { restore, snapshot, step } from '@thalweg/train';
import type { Point } from '../race/point.ts';
import type { Racer } from '../race/racer.ts';

/** The length and the width of a flower’s petal, in centimetres. */
export interface Flower {
  readonly length: number;
  readonly width: number;
}

/** Flowers in columns. */
export interface Columns {
  readonly length: readonly number[];
  readonly width: readonly number[];
}

/** Options of {@link fitLine}: the batch size, the seed of the shuffling and the optimizer. */
export interface FitLineOptions {
  readonly size: number;
  readonly seed: number;
  readonly optimizer: Transform;
}

/** Fits a line through flowers, width = slope · length + offset, by mean squared error. */
export function fitLine(
  flowers: Dataset<Flower>,
  all: Columns,
  start: Point,
  { size, seed, optimizer }: FitLineOptions,
): Racer {
  const length = input('length', ['batch']);
  const width = input('width', ['batch']);
  const slope = parameter(start[0], { name: 'slope' });
  const offset = parameter(start[1], { name: 'offset' });
  const loss = length.pipe(times(slope), plus(offset), meanSquaredError(width));

  const batches = flowers.pipe(shuffle({ seed }), batch(size), epochs(Infinity));
  let iterator = batches.open();
  const descend = step(loss, optimizer, { whenNotFinite: 'continue' });

  // The loss over all flowers, not only those of a batch.
  const whole = constant(all.length).pipe(times(slope), plus(offset), meanSquaredError(constant(all.width)));
  return {
    where: stack([slope, offset, whole]),
    step: () => void descend(atOnce(iterator.next())),
    checkpoint() {
      const [saved, position]: [unknown, Offset] = [snapshot({ descend }), iterator.offset];
      return () => {
        restore({ descend }, saved as ReturnType<typeof snapshot>);
        iterator = batches.open(position);
      };
    },
  };
}
