import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { StateError, type Parts, type Snapshot } from '@thalweg/train';
import { preparedRestore } from '@thalweg/train/engine';
import { BehaviorSubject, Subscription } from 'rxjs';
import {
  type ExposedTraining,
  type TrainingContext,
  answering,
  type Answering,
  LiveSettings,
} from './exposed-training.ts';
import type { CallMessage, ChangeMessage, FromWorker, OpenMessage, RecordOffset, ToWorker } from '../wire/protocol.ts';
import { carried } from '../wire/carried-error.ts';
import { isRecord } from '../wire/message-fields.ts';
import { Packing, unpacked, unpackedChecked } from '../wire/packed.ts';
import { outOfOrder } from './out-of-order.ts';
import { RecordInbox } from './record-inbox.ts';
import { isSame, resumeOffset } from '../wire/record-offset.ts';
import { Reporter } from './reporter.ts';
import { StepStates, snapshotIn, withoutWorkerPart, withWorkerPart } from './worker-snapshots.ts';

/** A function that builds a training. */
export type Build = (context: TrainingContext<never>) => ExposedTraining<unknown>;

/** Sends a message, and transfers buffers. */
export type Post = (message: FromWorker, buffers?: ReadonlySet<ArrayBuffer>) => void;

const START: RecordOffset = { epoch: 0, index: 0 };

/** A training that was built: it takes the messages of the outside, and sends what it does. */
export class OpenedTraining {
  readonly #post: Post;
  readonly #how: OpenMessage;
  readonly #training: ExposedTraining<unknown>;
  readonly #settings: LiveSettings;
  readonly #answers: Answering;
  readonly #inbox: RecordInbox;
  readonly #reporter: Reporter;
  readonly #states: StepStates;
  readonly #running: BehaviorSubject<boolean>;
  readonly #run = new Subscription();
  #first: RecordOffset = START;
  #paused: boolean;
  #held = false;
  #started = false;
  /** True for a training over its own data. */
  #own = false;
  /** The number of changes that were made, and the records and steps that the last state contains. */
  #applied: number;
  #kept = 0;
  /** True from a restore under way to the next step, whose offset is known again. */
  #moved = false;

  constructor(how: OpenMessage, build: Build, post: Post) {
    this.#how = how;
    this.#post = post;
    this.#paused = how.paused;
    this.#applied = how.applied;
    this.#running = new BehaviorSubject(!how.paused);
    const kept = how.snapshot && withoutWorkerPart(snapshotIn(how.snapshot));
    this.#first = kept?.part?.resume ?? START;
    this.#inbox = new RecordInbox(this.#first, {
      demand: from => {
        this.#first = from;
        post({ kind: 'demand', from });
      },
      took: count => post({ kind: 'took', count }),
      credit: how.credit,
    });
    this.#inbox.hold(how.paused);
    this.#reporter = new Reporter({
      reportMs: how.reportMs,
      steps: how.steps,
      emitted: how.emitted,
      post,
      hold: held => {
        this.#held = held;
        this.#hold();
      },
    });
    const records = this.#inbox.dataset<never>();
    this.#training = checked(build({ records, initial: how.initial, running: this.#running.asObservable() }));
    this.#states = new StepStates({ state: this.#training.state, inbox: this.#inbox });
    this.#settings = new LiveSettings(this.#training.settings);
    this.#answers = answering(this.#training.predict);
    if (kept !== undefined) prepared(this.#training.state, kept.snapshot)();
    this.#settings.setAll(kept?.part?.settings ?? {});
    post({ kind: 'opened', settings: this.#settings.names });
  }

  take(message: Exclude<ToWorker, OpenMessage | { kind: 'end' | 'ping' }>): void {
    switch (message.kind) {
      case 'start':
        return this.#start(!message.records);
      case 'records':
        this.#checkTurn(message.kind);
        return this.#inbox.records(message.from, unpacked(message.records) as readonly unknown[]);
      case 'complete':
        this.#checkTurn(message.kind);
        return this.#inbox.complete();
      case 'change':
        return this.#answer(message, () => this.#change(message));
      case 'call':
        return this.#called(message);
      case 'taken':
        return this.#reporter.taken();
    }
  }

  close(): void {
    this.#run.unsubscribe();
    this.#states.end();
    this.#reporter.close();
    this.#answers.close();
  }

  #checkTurn(kind: 'records' | 'complete'): void {
    if (!this.#started || this.#own) throw outOfOrder(`a message '${kind}'`, 'records come after a start with records');
  }

  #start(own: boolean): void {
    if (this.#started) throw outOfOrder('a second one', 'start comes once');
    this.#started = true;
    this.#own = own;
    this.#states.started(own);
    for (const [name, value$] of Object.entries(this.#training.metrics ?? {}))
      this.#run.add(
        value$.subscribe({ next: value => this.#reporter.metric(name, value), error: error => this.#fail(error) }),
      );
    this.#run.add(
      this.#training.steps.subscribe({
        next: step => this.#stepped(step),
        error: error => this.#fail(error),
        complete: () => this.#ended(),
      }),
    );
  }

  #stepped(step: unknown): void {
    this.#reporter.step(step);
    this.#moved = false;
    this.#states.stepped(() => {
      const { snapshotEvery } = this.#how;
      const done = this.#own ? this.#reporter.emitted : this.#inbox.delivered;
      if (snapshotEvery > 0 && done - this.#kept >= snapshotEvery / 2) this.#keep(done);
    });
  }

  #ended(): void {
    this.#states.end();
    if (this.#how.snapshotEvery > 0) this.#keep(0);
    this.#reporter.flush();
    this.#post({ kind: 'ended' });
  }

  #fail(error: unknown): void {
    this.#reporter.flush();
    this.#post({ kind: 'failed', error: carried(error) });
    this.close();
  }

  /** Sends the state, after the records of all steps that are in it. */
  #keep(done: number): void {
    const { kept, resume } = this.#state();
    this.#kept = done;
    this.#reporter.flush();
    const packing = new Packing();
    const { emitted } = this.#reporter;
    const packed = packing.pack(kept);
    this.#post({ kind: 'state', snapshot: packed, resume, emitted, applied: this.#applied }, packing.buffers);
  }

  #state(): { readonly kept: Snapshot; readonly resume: RecordOffset } {
    const first = this.#first;
    const { kept, next = first } = this.#states.state();
    const resume = this.#inbox.isRead && !this.#moved ? resumeOffset(kept, { first, next }) : next;
    return { kept: withWorkerPart(kept, { resume, settings: this.#settings.values() }), resume };
  }

  #answer({ id }: ChangeMessage | CallMessage, act: () => unknown): void {
    try {
      const value = act();
      const packing = new Packing();
      const packed = value === undefined ? undefined : packing.pack(value);
      this.#post({ kind: 'answer', id, value: packed }, packing.buffers);
    } catch (error) {
      this.#post({ kind: 'refusal', id, error: carried(error) });
    }
  }

  /** Checks a change at once, and makes it in its turn. */
  #change(message: ChangeMessage): void {
    const change = message.what === 'set' ? this.#settings.prepared(message.name, message.value) : this.#restoring(snapshotIn(message.snapshot)); // prettier-ignore
    this.#inbox.change(() => {
      this.#applied++;
      try {
        change();
      } catch (error) {
        this.#fail(error);
      }
    });
    // A training with its own data has no place among them for a change but the present one.
    if (this.#own && this.#how.snapshotEvery > 0) this.#keep(this.#reporter.emitted);
  }

  #restoring(given: Snapshot): () => void {
    const { snapshot: kept, part } = withoutWorkerPart(given);
    const put = prepared(this.#training.state, kept);
    const set = Object.entries(part?.settings ?? {}).map(([name, value]) => this.#settings.prepared(name, value));
    return () => {
      put();
      for (const change of set) change();
      this.#states.restored();
      this.#moved = this.#started;
      if (!this.#started && part !== undefined) this.#inbox.start = this.#first = part.resume;
    };
  }

  /** Snapshots wait for the end of a step, and so do pauses of records from outside. */
  #called(message: CallMessage): void {
    const answer = (isKnown: boolean): void => this.#answer(message, () => this.#call(message, isKnown));
    const isPause = message.what === 'pause' && !this.#own;
    if (message.what === 'snapshot' || isPause) this.#states.atStep(answer);
    else if (message.what === 'resume') this.#states.inTurn(() => answer(true));
    else answer(true);
  }

  #call(message: CallMessage, isKnown: boolean): unknown {
    switch (message.what) {
      case 'pause':
        this.#reporter.flush();
        this.#checkPausing();
        this.#states.paused(true);
        this.#paused = true;
        return this.#hold();
      case 'resume':
        this.#states.paused(false);
        this.#paused = false;
        return this.#hold();
      case 'snapshot':
        if (!isKnown) throw betweenSteps();
        this.#reporter.flush();
        return this.#state().kept;
      case 'keep':
        return this.#keepAll();
      case 'predict':
        return this.#answers.predict(unpackedChecked(message.record) as object);
    }
  }

  /** Sends the state if it contains all records that came. */
  #keepAll(): boolean {
    const next = this.#inbox.offset;
    const isWhole = next !== undefined && !this.#moved && isSame(this.#state().resume, next);
    if (isWhole) this.#keep(this.#inbox.delivered);
    return isWhole;
  }

  #hold(): void {
    const isOpen = !this.#paused && !this.#held;
    if (this.#running.value !== isOpen) this.#running.next(isOpen);
    this.#inbox.hold(!isOpen);
  }

  #checkPausing(): void {
    if (!this.#own || this.#running.observed) return;
    throw new ContractError(
      'pause',
      'a training over its own data must take `running`',
      'one that does not',
      'Write exposeTraining(({ running }) => … train(loss, optimizer, { running })).',
    );
  }
}

function betweenSteps(): StateError {
  return new StateError(
    'snapshot',
    'the step under way must end within a second',
    'one that waits for records',
    'Call again after the next step record, or resume a training that is paused.',
  );
}

/** As `preparedRestore`; a part that trips over its values gives an error of ours. */
function prepared(state: Parts, kept: Snapshot): () => void {
  try {
    return preparedRestore(state, kept);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)) throw error;
    const advice = 'Take it by snapshot() of a training of the same build.';
    throw new StateError('restore', 'the snapshot must be one of this training', String(error), advice);
  }
}

/** Checks what a build returned. Throws `ContractError`. */
function checked(training: ExposedTraining<unknown>): ExposedTraining<unknown> {
  const { steps, state } = (training ?? {}) as { readonly steps?: { readonly subscribe?: unknown }; state?: unknown };
  if (typeof steps?.subscribe !== 'function')
    throw new ContractError(
      'exposeTraining',
      'the build must return steps, an Observable',
      printed(steps),
      'Return { steps: records.pipe(batch(32), learn), state: { learn } } for learn = train(…).',
    );
  if (isRecord(state)) return training;
  throw new ContractError(
    'exposeTraining',
    'the build must return the parts of the state',
    printed(state),
    'Return { steps, state: { learn } } for learn = train(…).',
  );
}
