import { DataError, Dataset, type Position } from '@thalweg/data';
import { GraphError } from '@thalweg/graph';
import type { Progress } from '@thalweg/train';
import { consume, endFirst, type Take } from '@thalweg/train/engine';
import type { Observable, Subscriber } from 'rxjs';

/** The treatment of the records of a half. */
export interface HalfRun<R> {
  readonly take: Take<R>;
  /** Called after the last record. */
  readonly end: () => void;
}

/** Options of {@link halfRun}. */
export interface HalfRunOptions<R> {
  readonly operator: string;
  readonly source: Observable<R>;
  readonly progress: Progress;
  readonly sliceMs: number;
  readonly running: Observable<boolean> | undefined;
  /** Opens frames and the edge. What has to end with the run is added to `control`. */
  readonly open: (control: Subscriber<unknown>) => HalfRun<R>;
}

/** Runs a half over its records. A half has one subscriber at a time. */
export function halfRun<R>(subscriber: Subscriber<unknown>, options: HalfRunOptions<R>): void {
  const { operator, source, progress, sliceMs, running, open } = options;
  if (!(source instanceof Dataset)) throw pushes(operator);
  if (progress.active) throw busy(operator);
  endFirst(subscriber, control => {
    progress.active = true;
    control.add(() => (progress.active = false));
    const start: Position | undefined = progress.start;
    progress.start = undefined;
    progress.position = progress.next = start;
    const { take, end } = open(control);
    if (!control.closed) consume(source, control, { sliceMs, running, start, take, end });
  });
}

function pushes(operator: string): DataError {
  return new DataError(
    operator,
    'the records of a half must be pulled',
    'an observable that pushes',
    'Begin the pipe with a Dataset, such as fromIterable gives, and keep to operators that return one.',
  );
}

function busy(operator: string): GraphError {
  return new GraphError(
    operator,
    'a half may have one subscription at a time',
    'a second one while the first is active',
    `For several subscribers, put share() after ${operator}(…).`,
  );
}
