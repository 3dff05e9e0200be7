import type { Position } from '@thalweg/data';
import type { Progress, StepRecord } from '@thalweg/train';
import { epochAt } from '@thalweg/train/engine';

/** Returns methods that update the progress of a learning, without an object for each step. */
export function progressKeeper(progress: Progress): {
  /** Notes that a record was read that ends at this position of a dataset. */
  reads(position: Position | undefined): void;
  /** Notes that the record was skipped. */
  skipped(): void;
  /** Notes that the record was learned. */
  stepped(step: number, loss: number): void;
} {
  const last = { step: 0, epoch: 1, loss: 0, metrics: {} } as { -readonly [K in keyof StepRecord]: StepRecord[K] };
  let position: Position | undefined;
  return {
    reads(next) {
      position = progress.next = next;
    },
    skipped() {
      progress.position = position;
    },
    stepped(step, loss) {
      last.step = step;
      last.loss = loss;
      last.epoch = epochAt(position);
      progress.last = last;
      progress.position = position;
    },
  };
}
