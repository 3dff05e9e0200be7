import { ContractError, Tensor } from '@thalweg/tensor';
import { snapshot, type Parts, type Snapshot, type Json, type Saved } from '@thalweg/train';
import type { RecordOffset } from '../wire/protocol.ts';
import { host } from '../wire/host.ts';
import type { RecordInbox } from './record-inbox.ts';
import { printed } from '@thalweg/tensor/engine';
import { unpackedChecked, type Packed } from '../wire/packed.ts';
import { isRecord } from '../wire/message-fields.ts';

/** Milliseconds that a call waits for the end of a step. */
const PATIENCE = 1_000;

/** The calls that wait for the end of a step at a time. */
const MOST_CALLS = 1_000;

/** Near the end the state is kept so many steps ahead: no other step may follow. */
const LAST = 8;

/** The state of the features at the end of a step, and the offset of the records there. */
interface StepState {
  readonly features: Snapshot['parts'];
  readonly next: RecordOffset | undefined;
}

/** Options of {@link StepStates}. */
interface StepStatesOptions {
  readonly state: Parts;
  readonly inbox: RecordInbox;
}

/**
 * Answers for the state at the end of a step, also while the records of a batch are coming in. A training moves in steps only;
 * features before `batch`, such as a scaler, move with every record. Their state is kept at the end of a step if fewer records
 * wait then than a step has taken: only where the training waits for its records anyway. Otherwise the next step is near, and
 * a call waits for it.
 */
export class StepStates {
  readonly #options: StepStatesOptions;
  /** The parts that records may change between two steps. */
  readonly #features: Parts;
  readonly #hasFeatures: boolean;
  /** True for a training over its own data, which is seen at the end of its steps only. */
  #own = false;
  #ended = false;
  #paused = false;
  /** True while the end of a step is handled. */
  #inside = false;
  /** The most records that a step has taken. */
  #most = 0;
  #deliveredBefore = 0;
  /** The offset at the end of the last step. */
  #next: RecordOffset | undefined;
  #kept: StepState | undefined;
  #waiting: ((isKnown: boolean) => void)[] = [];
  #timer: unknown;

  constructor(options: StepStatesOptions) {
    this.#options = options;
    this.#features = Object.fromEntries(Object.entries(options.state).filter(([, part]) => !('progress' in part)));
    this.#hasFeatures = Object.keys(this.#features).length > 0;
  }

  started(own: boolean): void {
    this.keep();
    this.#own = own;
  }

  /** A step has ended, and nothing has read further. Calls `act`, and then the calls that wait. */
  stepped(act: () => void): void {
    const { inbox } = this.#options;
    this.#most = Math.max(this.#most, inbox.delivered - this.#deliveredBefore);
    this.#deliveredBefore = inbox.delivered;
    inbox.isTouched = false;
    this.#next = inbox.offset;
    this.#kept = undefined;
    this.#inside = true;
    act();
    const few = inbox.isComplete ? LAST * this.#most : this.#most;
    if ((!this.#own && inbox.waiting < few) || this.#waiting.length > 0) this.keep();
    this.#release(true);
    this.#inside = false;
  }

  /** Keeps the state of the features, if this is the end of a step. */
  keep(): void {
    if (!this.#hasFeatures || !this.#isAtStep) return;
    this.#kept = { features: snapshot(this.#features).parts, next: this.#options.inbox.offset };
  }

  /** The training is paused, or goes on: while it is paused, no step will end. */
  paused(isPaused: boolean): void {
    if (isPaused) this.keep();
    this.#paused = isPaused;
  }

  /** The parts have got another state. */
  restored(): void {
    this.#kept = undefined;
    this.keep();
  }

  /**
   * Calls back now if the state of the last step is known, else at the end of the next one; with false after a second. Throws
   * `ContractError` if too many wait.
   */
  atStep(callback: (isKnown: boolean) => void): void {
    const waitsInVain = this.#own && this.#paused;
    if (this.#waiting.length === 0 && (this.#isKnown || waitsInVain)) return callback(true);
    this.#checkRoom();
    this.#waiting.push(callback);
    this.#timer ??= host().setTimeout(() => this.#release(this.#own), PATIENCE);
  }

  /** Calls back after the calls that wait, or now if none does. */
  inTurn(callback: () => void): void {
    if (this.#waiting.length === 0) return callback();
    this.#checkRoom();
    this.#waiting.push(callback);
  }

  /** Returns the state at the end of the last step, as far as it is known, and the offset there. */
  state(): { readonly kept: Snapshot; readonly next: RecordOffset | undefined } {
    const now = snapshot(this.#options.state);
    if (this.#isAtStep) return { kept: now, next: this.#options.inbox.offset };
    if (this.#kept === undefined) return { kept: now, next: this.#next };
    return { kept: { ...now, parts: { ...now.parts, ...this.#kept.features } }, next: this.#kept.next };
  }

  /** The steps have completed, or the connection is closed. */
  end(): void {
    this.#ended = true;
    this.#release(true);
  }

  get #isAtStep(): boolean {
    return this.#inside || !(this.#own || this.#options.inbox.isTouched);
  }

  get #isKnown(): boolean {
    return !this.#hasFeatures || this.#isAtStep || this.#kept !== undefined || this.#ended;
  }

  #checkRoom(): void {
    if (this.#waiting.length < MOST_CALLS) return;
    const requirement = `at most ${MOST_CALLS} calls may wait for the end of a step`;
    throw new ContractError('call', requirement, 'another one', 'Await each call.');
  }

  #release(isKnown: boolean): void {
    if (this.#timer !== undefined) host().clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const callback of this.#waiting.splice(0)) callback(isKnown);
  }
}

/** The name of the part of a snapshot that holds the offset in the records and the settings. */
const NAME = 'worker';

/** The contents of that part. */
interface WorkerPart {
  readonly resume: RecordOffset;
  readonly settings: Readonly<Record<string, number>>;
}

/** Returns a snapshot with that part. */
export function withWorkerPart({ version, parts }: Snapshot, { resume, settings }: WorkerPart): Snapshot {
  const { epoch, index } = resume;
  const saved: Saved = { tensors: {}, values: { epoch, index, settings: settings as Json } };
  return { version, parts: { ...parts, [NAME]: saved } };
}

/** Returns a snapshot without that part, and the part; one that was taken elsewhere has none. */
export function withoutWorkerPart({ version, parts }: Snapshot): {
  readonly snapshot: Snapshot;
  readonly part: WorkerPart | undefined;
} {
  const { [NAME]: saved, ...others } = parts;
  return { snapshot: { version, parts: others }, part: saved && partOf(saved) };
}

/**
 * Returns a snapshot that came from outside.
 *
 * - **Throws** `ContractError` for a tensor that is none, and for what `unpacked` refuses
 */
export function snapshotIn(packed: Packed): Snapshot {
  const snapshot = unpackedChecked(packed) as Snapshot;
  for (const [part, { tensors }] of Object.entries(snapshot.parts))
    for (const [name, value] of Object.entries(tensors))
      if (!(value instanceof Tensor))
        throw new ContractError('restore', `'${name}' of the part '${part}' must be a tensor`, printed(value), 'Take the snapshot by snapshot().'); // prettier-ignore
  return snapshot;
}

function partOf({ values: { epoch, index, settings } }: Saved): WorkerPart | undefined {
  if (!isCount(epoch) || !isCount(index) || !isRecord(settings)) return undefined;
  return { resume: { epoch, index }, settings: settings as Readonly<Record<string, number>> };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
