import type { PassResult, RowsResult, TaskFrame } from '@thalweg/graph';
import type { Cursor } from '@thalweg/data';
import type { Tensor } from '@thalweg/tensor';
import { BoundRecord, columnBinder, recordBinder, type Binder } from './binding.ts';
import type { Taking } from './consume.ts';
import type { Progress } from './progress.ts';
import { isOfBadRecord, type OnBadRecord, type SkipCounter } from './skipping.ts';

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
  return new RecordPasses(passes, consequences, { bind: recordBinder(passes.operator, passes.frame), eachRow: false });
}

/**
 * Returns the same for batches, with a pass for each of their rows. If a row fails, the rows before it are delivered, and
 * then its error.
 */
export function takeRows<R>(passes: Passes, consequences: Consequences<R>): Taking<R> {
  return new RecordPasses(passes, consequences, { bind: columnBinder(passes.operator, passes.frame), eachRow: true });
}

class RecordPasses<R> implements Taking<R> {
  readonly #passes: Passes;
  readonly #consequences: Consequences<R>;
  readonly #bind: Binder;
  readonly #eachRow: boolean;
  /** The record of a pass that need not wait: no other one is under way then. */
  readonly #ready = new BoundRecord<R>();
  readonly #answerReady = this.#answerTo(this.#ready);

  constructor(
    passes: Passes,
    consequences: Consequences<R>,
    how: { readonly bind: Binder; readonly eachRow: boolean },
  ) {
    this.#passes = passes;
    this.#consequences = consequences;
    this.#bind = how.bind;
    this.#eachRow = how.eachRow;
  }

  readonly take = (record: R, cursor: Cursor<R> | undefined, done: () => void): void => {
    const { frame, progress } = this.#passes;
    const { before, outputs } = this.#consequences;
    const { idle } = frame;
    const bound = idle ? this.#ready : new BoundRecord<R>();
    bound.record = record;
    bound.position = cursor?.position;
    bound.done = done;
    if (progress !== undefined) progress.next = bound.position;
    if (!this.#fits(bound, idle)) return this.#passOver(bound);
    before?.(bound);
    const answer = idle ? this.#answerReady : this.#answerTo(bound);
    if (outputs !== undefined) frame.run(bound.feeds, answer);
    else frame.runRows(bound.feeds, this.#eachRow ? bound.rows : 1, answer);
  };

  /** Binds a record. Returns false for one that is skipped. */
  #fits(bound: BoundRecord<R>, idle: boolean): boolean {
    try {
      this.#bind(bound.record, bound, idle);
      return true;
    } catch (error) {
      const { onBadRecord, skips } = this.#passes;
      if (onBadRecord !== 'skip' || !isOfBadRecord(error)) throw error;
      skips?.countBadRecord(error);
      return false;
    }
  }

  #passOver(bound: BoundRecord<R>): void {
    const { passOver } = this.#consequences;
    if (passOver !== undefined) return passOver(bound);
    const { progress } = this.#passes;
    if (progress !== undefined) progress.position = bound.position;
    bound.done();
  }

  #answerTo(bound: BoundRecord<R>): (result: RowsResult | PassResult) => void {
    return result => {
      try {
        if ('taken' in result) this.#afterRows(result, bound);
        else this.#afterPass(result, bound);
      } catch (error) {
        this.#passes.fail(error, bound);
      }
    };
  }

  #afterRows(rows: RowsResult, bound: BoundRecord<R>): void {
    const { taken, failure, skipped, skip } = rows;
    if (taken === 0 && failure === undefined) return this.#leaveOut(skipped, skip, bound);
    if (skip !== undefined) this.#passes.skips?.countNotFinite(skipped, skip.error);
    if (taken === 0) return this.#passes.fail(failure!.error, bound);
    if (failure !== undefined) bound.done = this.#failing(failure, bound);
    this.#consequences.rows!(rows, bound);
  }

  #afterPass(result: PassResult, bound: BoundRecord<R>): void {
    if (!('error' in result)) return this.#consequences.outputs!(result.outputs, bound);
    if (result.skip === true) this.#leaveOut(1, result, bound);
    else this.#passes.fail(result.error, bound);
  }

  /** Leaves out a record in which no pass was taken. */
  #leaveOut(steps: number, skip: { readonly error: unknown } | undefined, bound: BoundRecord<R>): void {
    const { notFinite } = this.#consequences;
    if (skip !== undefined && notFinite !== undefined) return notFinite(skip.error, bound);
    if (skip !== undefined) this.#passes.skips?.countNotFinite(steps, skip.error);
    this.#passOver(bound);
  }

  /** Returns what to call when the rows before a failure were delivered. */
  #failing({ error }: { readonly error: unknown }, bound: BoundRecord<R>): () => void {
    return () => this.#passes.fail(error, bound);
  }
}
