import { DataError, Dataset, type Position } from '@thalweg/data';
import { GraphError, openFrame } from '@thalweg/graph';
import { Observable, type Subscriber } from 'rxjs';
import { consume, endFirst, type Taking } from './consume.ts';
import type { Plan, ReadingPlan, RunOptions } from './plan.ts';
import type { Progress, Resumable } from './progress.ts';
import type { Skips } from './skipping.ts';
import type { Passes } from './take-records.ts';

/** The operator that runs over a source. */
export interface Running {
  readonly operator: string;
  /** The progress of a training: it has one subscription at a time, which begins at its position and keeps it. */
  readonly progress?: Progress | undefined;
  /** True for a half of a training: its records must be pulled. */
  readonly isHalf?: boolean;
  /** True if a dataset without a record is a mistake. */
  readonly needsRecords?: boolean;
}

/** A source and its subscriber, and options of the run. */
export interface Over<T> extends Omit<RunOptions, 'whenNotFinite' | 'onBadRecord'> {
  readonly source: Observable<unknown>;
  readonly subscriber: Subscriber<T>;
  /** An observable that is subscribed after each epoch: it needs a source that is pulled. */
  readonly validation?: unknown;
}

/**
 * Runs over a source: its records are taken one after another by what `open` returns. All that ends with the run is added to
 * `control`, which also takes errors; it ends before the subscriber receives the completion or the error.
 *
 * - **Throws** `GraphError` if the progress has a subscription already; `DataError` for a source that must be pulled
 */
export function runOver<T>(
  running: Running,
  over: Over<T>,
  open: (control: Subscriber<unknown>) => Taking<never>,
): void {
  const { operator, progress, needsRecords = false } = running;
  const { source, subscriber, sliceMs = 8 } = over;
  checkPulled(running, over);
  if (progress?.active === true) throw busy(running);
  endFirst(subscriber, control => {
    if (progress !== undefined) {
      progress.active = true;
      control.add(() => (progress.active = false));
    }
    const { take, end = (): void => control.complete() } = open(control) as Taking<unknown>;
    if (control.closed) return;
    const start = progress && begun(progress);
    const how = { sliceMs, running: over.running, start };
    if (!needsRecords || !(source instanceof Dataset) || start !== undefined)
      return consume(source, control, { ...how, take, end });
    let isEmpty = true;
    consume(source, control, {
      ...how,
      take: (record, cursor, done) => {
        isEmpty = false;
        take(record, cursor, done);
      },
      end: () => (isEmpty ? control.error(noRecord(operator)) : end()),
    });
  });
}

/** The passes of a run, and the subscriber of their results. */
export interface Opened<T> extends Passes {
  readonly source: Observable<unknown>;
  readonly subscriber: Subscriber<T>;
  /** Takes errors, and all that has to end with the run. */
  readonly control: Subscriber<unknown>;
}

/** Runs a plan over a source, in its own frame, which closes with the run. */
export function run<T>(
  plan: ReadingPlan & Partial<Plan>,
  over: Over<T>,
  open: (opened: Opened<T>) => Taking<never>,
): void {
  const { operator, outputs, rules = [], progress, finite, onBadRecord, skips } = plan;
  const { source, subscriber, guard, runner } = over;
  const isTraining = progress !== undefined;
  runOver(plan, over, control => {
    const frame = openFrame({ outputs, rules, training: isTraining, steps: isTraining, finite, guard, runner });
    control.add(() => frame.close());
    const fail = (error: unknown): void => control.error(error);
    return open({ operator, frame, onBadRecord, skips, progress, fail, control, source, subscriber });
  });
}

/** An operator that passes records through a model. */
type Operator<T> = Skips & (<R>(source: Observable<R>) => Observable<T>);

/** Returns the operator that runs a plan. `open` is called for each subscription. */
export function operatorOf<T>(
  plan: Plan,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T> & Resumable;
export function operatorOf<T>(
  plan: ReadingPlan,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T>;
export function operatorOf<T>(
  plan: ReadingPlan & Partial<Plan>,
  options: Omit<Over<T>, 'source' | 'subscriber'>,
  open: (opened: Opened<T>) => Taking<never>,
): Operator<T> {
  const { progress, skips } = plan;
  const operator = (source: Observable<unknown>): Observable<T> =>
    new Observable(subscriber => run(plan, { ...options, source, subscriber }, open));
  return Object.assign(operator, { ...(progress && { progress }), skipped: skips.skipped });
}

/** Returns the position at which a subscription begins to read; the next one begins at the start. */
function begun(progress: Progress): Position | undefined {
  const { start } = progress;
  progress.start = undefined;
  progress.position = progress.next = start;
  return start;
}

function checkPulled<T>({ operator, isHalf = false }: Running, over: Over<T>): void {
  if (over.source instanceof Dataset) return;
  const option = (['validation', 'running'] as const).find(name => over[name] !== undefined);
  if (option === undefined && !isHalf) return;
  throw new DataError(
    operator,
    isHalf ? 'the records of a half must be pulled' : `${option} needs a source that is pulled`,
    'an observable that pushes',
    'Begin the pipe with a Dataset, such as fromIterable gives, and keep to operators that return one.',
  );
}

function noRecord(operator: string): DataError {
  return new DataError(
    operator,
    'a dataset must have at least one record',
    'none',
    'Check the path or the filter that it comes from.',
  );
}

function busy({ operator, isHalf = false }: Running): GraphError {
  return new GraphError(
    operator,
    `a ${isHalf ? 'half' : 'training'} may have one subscription at a time`,
    'a second one while the first is active',
    `For several subscribers, put share() after ${operator}(…)${isHalf ? '' : '; for several sources, merge them before it'}.`,
  );
}
