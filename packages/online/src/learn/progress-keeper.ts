import type { Position } from '@thalweg/data';
import type { Progress, StepRecord } from '@thalweg/train';

/** Keeps the progress of a learning up to date, without an object for each step. */
export function progressKeeper(progress: Progress): {
  /** A record is taken that ends at this position of a dataset. */
  reads(position: Position | undefined): void;
  /** It was learned. */
  stepped(step: number, loss: number): void;
} {
  const last = { step: 0, epoch: 0, loss: 0, metrics: {} } as { -readonly [K in keyof StepRecord]: StepRecord[K] };
  let position: Position | undefined;
  return {
    reads(next) {
      position = progress.next = next;
    },
    stepped(step, loss) {
      last.step = step;
      last.loss = loss;
      last.epoch = position?.epoch ?? 0;
      progress.last = last;
      progress.position = position;
    },
  };
}
