import type { Cursor } from '@thalweg/data';
import type { PassResult, RowsResult, TaskFrame } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { BoundRecord, columnBinder, recordBinder, type Binder } from './binding.ts';
import type { Progress } from './progress.ts';
import { isOfBadRecord, type OnBadRecord, type SkipCounter } from './skipping.ts';

/** Handles a record, with the cursor that it was pulled from, if any, and calls `done` when it is finished. */
export type Take<R> = (record: R, cursor: Cursor<R> | undefined, done: () => void) => void;

/** The treatment of the records of a run. */
export interface Taking<R> {
  /** Handles one record. An error that it throws becomes a stream error. */
  readonly take: Take<R>;
  /** Called after the last record. By default the run completes. */
  readonly end?: (() => void) | undefined;
}

/** The frame that records pass through, and the consequences of those that fail. */
export interface Passes {
  readonly operator: string;
  readonly frame: TaskFrame;
  readonly onBadRecord?: OnBadRecord | undefined;
  /** Counts what is skipped. */
  readonly skips?: SkipCounter | undefined;
  /** Keeps the position of the reading, if there is one. */
  readonly progress?: Progress | undefined;
  /** Takes the error of a pass, or of what is done with its result. */
  readonly fail: (error: unknown, bound: BoundRecord) => void;
}

/**
 * The consequences of a pass: a function for its outputs, or for the rows that were taken, and others where the default is
 * not enough. Each calls `done` of the record when the next one may come, at once or later.
 */
export interface Consequences<R> {
  /** Called before the pass of a record that fits. */
  readonly before?: ((bound: BoundRecord<R>) => void) | undefined;
  /** Takes the outputs of the pass. */
  readonly outputs?: ((outputs: readonly Tensor[], bound: BoundRecord<R>) => void) | undefined;
  /** Takes rows, at least one: the passes for them succeeded. Nothing is allocated for their outputs. */
  readonly rows?: ((rows: RowsResult, bound: BoundRecord<R>) => void) | undefined;
  /** Called for a record that moves nothing. By default its position is noted. */
  readonly passOver?: (bound: BoundRecord<R>) => void;
  /** Called for a loss that is not finite if such steps are skipped. By default they are counted and passed over. */
  readonly notFinite?: (error: unknown, bound: BoundRecord<R>) => void;
}

/**
 * Returns what takes records through passes, one for each: it binds a record, or skips and counts it if it does not fit and
 * such records are skipped; notes the position that was read; and asks for the pass, whose result goes to the
 * consequences. It throws what the binding throws. A step makes no object, unless its record waits for another pass.
 */
export function takeRecords<R>(passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { operator, frame } = passes;
  const ask: Ask = (bound, answer) => frame.runRows(bound.feeds, 1, answer);
  return takeBy(recordBinder(operator, frame), ask, passes, consequences);
}

/**
 * Returns the same for batches, with a pass for each of their rows. If a row fails, the rows before it are delivered, and
 * then its error.
 */
export function takeRows<R>(passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { operator, frame } = passes;
  const ask: Ask = (bound, answer) => frame.runRows(bound.feeds, bound.rows, answer);
  return takeBy(columnBinder(operator, frame), ask, passes, consequences);
}

/** Takes the result of a pass, or of passes for rows. */
type Answer = ((result: PassResult) => void) & ((rows: RowsResult) => void);

/** Asks for the pass of a record. */
type Ask = (bound: BoundRecord, answer: Answer) => void;

// What runs at each step is short, so that the engine inlines it: what is rare is in functions of its own.
function takeBy<R>(bind: Binder, askRows: Ask, passes: Passes, consequences: Consequences<R>): Taking<R> {
  const { frame, progress } = passes;
  const { before, outputs, passOver = positionNoter(progress) } = consequences;
  const fits = passes.onBadRecord === 'skip' ? skipping(bind, passes.skips) : bind;
  const ask: Ask = outputs === undefined ? askRows : (bound, answer) => frame.run(bound.feeds, answer);
  const answerOf = outputs === undefined ? rowsAnswer : passAnswer;
  const answerTo = answerOf(passes, consequences, passOver) as (bound: BoundRecord<R>) => Answer;
  // The record of a pass that need not wait: no other one is under way then.
  const ready = new BoundRecord<R>();
  const answerReady = answerTo(ready);
  const take: Take<R> = (record, cursor, done) => {
    const { idle } = frame;
    const bound = idle ? ready : new BoundRecord<R>();
    bound.record = record;
    bound.position = cursor?.position;
    bound.done = done;
    if (progress !== undefined) progress.next = bound.position;
    if (!fits(record, bound, idle)) return passOver(bound);
    if (before !== undefined) before(bound);
    ask(bound, idle ? answerReady : answerTo(bound));
  };
  return { take };
}

/** Returns a binder that counts a record that does not fit, and returns false. */
function skipping(bind: Binder, skips: SkipCounter | undefined): Binder {
  return (record, into, idle) => {
    try {
      return bind(record, into, idle);
    } catch (error) {
      if (!isOfBadRecord(error)) throw error;
      skips?.countBadRecord(error);
      return false;
    }
  };
}

function positionNoter(progress: Progress | undefined): (bound: BoundRecord) => void {
  return ({ position, done }) => {
    if (progress !== undefined) progress.position = position;
    done();
  };
}

/** Returns a function from a record to what takes the result of its pass or passes. */
type AnswerOf = <R>(
  passes: Passes,
  consequences: Consequences<R>,
  passOver: (bound: BoundRecord<R>) => void,
) => (bound: BoundRecord<R>) => (result: never) => void;

const passAnswer: AnswerOf =
  ({ skips, fail }, { outputs, notFinite }, passOver) =>
  bound =>
  (result: PassResult) => {
    try {
      if (!('error' in result)) return outputs!(result.outputs, bound);
    } catch (error) {
      return fail(error, bound);
    }
    if (result.skip !== true) return fail(result.error, bound);
    if (notFinite !== undefined) return notFinite(result.error, bound);
    skips?.countNotFinite(1, result.error);
    passOver(bound);
  };

const rowsAnswer: AnswerOf = (passes, consequences, passOver) => {
  const { fail } = passes;
  const { rows } = consequences;
  const isOver = rareRows(passes, consequences, passOver);
  return bound => (result: RowsResult) => {
    if ((result.failure !== undefined || result.taken === 0 || result.skip !== undefined) && isOver(result, bound))
      return;
    try {
      rows!(result, bound);
    } catch (error) {
      fail(error, bound);
    }
  };
};

/** Returns what handles rows that failed or were left out, and returns true if there is none to deliver. */
function rareRows<R>(
  { skips, fail }: Passes,
  { notFinite }: Consequences<R>,
  passOver: (bound: BoundRecord<R>) => void,
): (result: RowsResult, bound: BoundRecord<R>) => boolean {
  return ({ taken, failure, skipped, skip }, bound) => {
    if (skip !== undefined && taken === 0 && notFinite !== undefined) notFinite(skip.error, bound);
    else {
      if (skip !== undefined) skips?.countNotFinite(skipped, skip.error);
      if (taken > 0 && failure !== undefined) bound.done = () => fail(failure.error, bound);
      else if (failure !== undefined) fail(failure.error, bound);
      else if (taken === 0) passOver(bound);
    }
    return taken === 0;
  };
}
