import { atOnce, batch, shuffle } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import type { Point } from '../../../rooms/descent/race/point.ts';
import { COUNT, examples, fitLine, type Line } from '../../line/line-fit.ts';
import type { PlotCurve } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';

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

/** Returns what an epoch says about its batch size, compared with the epoch of one whole batch. */
export function batchesReading(whole: Epoch, epoch: Epoch): Reading {
  return {
    what: 'J after one epoch: one batch of 500 → your batch size',
    before: lossOf(whole),
    now: lossOf(epoch),
    sentence: epoch.isOver ? sentenceOf(epoch) : 'The epoch runs …',
    isDone: epoch.isOver && epoch.size === 1,
  };
}

const lossOf = ({ lines }: Epoch): string => lines.at(-1)!.loss.toFixed(3);

function sentenceOf({ size, updates, gradients }: Epoch): string {
  const counted = `${gradients} gradients, ${updates} ${updates === 1 ? 'update' : 'updates'}`;
  if (size === 500) return `${counted}: batch descent goes through all examples before it moves once.`;
  if (size === 1) return `${counted}: each example moves the line at once. It has nearly arrived, and it trembles.`;
  return `${counted}: a mini-batch of ${size} moves after every ${size} examples, by the mean of their gradients.`;
}

/** Returns J by the gradients that were computed, a curve for each epoch. The chosen batch size stands out. */
export function lossCurves(epochs: readonly Epoch[], chosen: number): PlotCurve[] {
  return epochs.map(epoch => ({
    points: stairsOf(epoch),
    colour: epoch.size === chosen ? 'var(--racer-0)' : 'var(--muted)',
    isFaint: epoch.size !== chosen,
    label: `${epoch.size}`,
  }));
}

/** J stays as it is until an update, and changes in it. */
function stairsOf({ size, lines }: Epoch): Point[] {
  return lines.flatMap(({ loss }, update): Point[] =>
    update === 0
      ? [[0, loss]]
      : [
          [update * size, lines[update - 1]!.loss],
          [update * size, loss],
        ],
  );
}
