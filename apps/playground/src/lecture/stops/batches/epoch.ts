import { atOnce, batch, shuffle } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import { COUNT, examples } from '../../line/examples.ts';
import { fitLine, type Line } from '../../line/line-fit.ts';

/** The learning rate of all batch sizes. */
const RATE = 0.1;

/** The batch sizes that one can choose. */
export const SIZES = [500, 250, 100, 50, 10, 5, 1] as const;

/** A part of an epoch. */
export interface Epoch {
  readonly size: number;
  /** The line before the first update and after each. */
  readonly lines: readonly Line[];
  readonly updates: number;
  /** The gradients of single examples that were computed. */
  readonly gradients: number;
  readonly isOver: boolean;
}

/** Goes through the examples once with a batch size, and returns the epoch so far after each update. */
export function* epochWith(size: number): Generator<Epoch, void> {
  const batches = examples()
    .pipe(shuffle({ seed: 2 }), batch(size))
    .open();
  const { learn, line } = fitLine(sgd({ learningRate: RATE }));
  const lines = [line()];
  for (let gradients = size; gradients <= COUNT; gradients += size) {
    learn(atOnce(batches.next())!);
    lines.push(line());
    yield { size, lines, updates: lines.length - 1, gradients, isOver: gradients === COUNT };
  }
}
