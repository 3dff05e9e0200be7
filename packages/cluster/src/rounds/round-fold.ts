import { type DroppedCounts, LogError, type TopicOffset } from '@thalweg/log';
import { misfitOf } from '@thalweg/tensor/engine';
import { type Json, type Parts, type Savable, snapshot, type Snapshot, StateError } from '@thalweg/train';
import {
  array,
  custom,
  type GenericSchema,
  integer,
  maxLength,
  maxValue,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  safeParse,
  string,
  tuple,
} from 'valibot';
import { type Contribution, contributionOf } from './delta.ts';
import type { OuterStep } from './outer-step.ts';
import { noCounts, type RoundCounts } from './round-counts.ts';
import type { Decision, RoundMessage } from './round-topics.ts';

/**
 * The workers of a run that are remembered: as many as a decision has deltas. The deltas of more are counted as misfits, so that
 * somebody who makes up names fills no memory.
 */
const MOST_WORKERS = 65_536;

/**
 * The state of a run: how many rounds have closed, with which weights, and what was answered in the open one. It follows from the
 * messages in log order alone, and a leader moves its weights in no other way than a replay does: so both have the same bits.
 */
export class RoundFold implements Savable {
  readonly outer: OuterStep;
  readonly answers: RoundAnswers = new RoundAnswers();
  /** The number of rounds that have closed. */
  round = 0;
  /** True once the log has weights to start from. */
  started = false;
  /** The id of the run; `undefined` before it starts, and for one of an older release, which had none. */
  #run: string | undefined;
  counts: RoundCounts = noCounts;
  /** The workers that have answered so far, and those of them that have left. */
  readonly #workers = new Map<string, 'here' | 'left'>();
  /** The offset after the decision that closed the last round. */
  #offset: TopicOffset | undefined;
  /** The counts of what was dropped before this reading began. */
  #before: DroppedCounts = noCounts;

  /** The state before the first message. */
  readonly initial: Snapshot;

  constructor(outer: OuterStep) {
    this.outer = outer;
    this.initial = snapshot(this.parts);
  }

  /** The number of workers that had left before the open round. */
  get absent(): number {
    return [...this.#workers].filter(([worker, state]) => state === 'left' && !this.answers.has(worker)).length;
  }

  /** The parts of its state, for a snapshot. */
  get parts(): Parts {
    return { model: this.outer.model, optimizer: this.outer.optimizer, fold: this };
  }

  /** The offset from which the messages follow. */
  get offset(): TopicOffset | undefined {
    return this.#offset;
  }

  /** Returns what is published after a round: the model, and which round it was. */
  published(last: boolean): Snapshot {
    const values = { round: this.round, last, run: this.#run ?? null };
    const part: Savable = { save: () => ({ tensors: {}, values }), prepare: () => () => {} };
    return snapshot({ model: this.outer.model, round: part });
  }

  /** Takes the next message. Returns the decision, if it counted. Throws `LogError` if the log lacks what it needs. */
  take(message: RoundMessage): Decision | undefined {
    if (message.name === 'rounds') return this.#decide(message.value, message);
    this.#answer(message);
    return undefined;
  }

  /** Notes what the reader of the messages has dropped so far. */
  noteDropped(dropped: DroppedCounts): void {
    const { duplicates, deposed, damaged } = this.#before;
    this.#count({
      duplicates: duplicates + dropped.duplicates,
      deposed: deposed + dropped.deposed,
      damaged: damaged + dropped.damaged,
    });
  }

  #answer({ value, producer, count, sequence }: RoundMessage & { readonly name: 'deltas' }): void {
    const { counts } = this;
    if (count <= this.round) return this.#count({ stale: counts.stale + 1 });
    const known = this.#workers.has(producer);
    if (!known && this.#workers.size >= MOST_WORKERS) return this.#count({ misfit: counts.misfit + 1 });
    this.#workers.set(producer, value.last ? 'left' : 'here');
    if (!known && this.round > 0) this.#count({ joined: counts.joined + 1 });
    if (value.last) this.#count({ left: counts.left + 1 });
    const leaves = value.last && value.examples === 0;
    const contribution =
      leaves || count > this.round + 1 ? 'misfit' : contributionOf(value, this.outer.model.registers);
    const fits = typeof contribution === 'object';
    if (!fits && !leaves) this.#count({ [contribution]: counts[contribution] + 1 });
    if (count === this.round + 1) this.answers.add(producer, sequence, fits ? contribution : undefined);
  }

  #decide(decision: Decision, message: RoundMessage): Decision | undefined {
    if (decision.kind === 'begin' || decision.kind === 'state') return decision;
    if (decision.kind === 'start' ? this.started : decision.round <= this.round) return undefined;
    if (decision.kind === 'start') this.#start(decision);
    else this.#close(decision);
    this.#offset = message.offset;
    return decision;
  }

  #start({ weights, run }: Decision & { readonly kind: 'start' }): void {
    this.outer.model.prepare({ tensors: weights, values: {} })();
    this.started = true;
    this.#run = run;
  }

  #close({ round, deltas, missing }: Decision & { readonly kind: 'close' }): void {
    if (!this.started || round !== this.round + 1) throw lost(this.started ? this.round + 1 : 0, round);
    const contributions = this.answers.at(round, deltas);
    const { counts } = this;
    if (contributions.length > 0) this.outer.take(contributions);
    this.#count({
      folded: counts.folded + deltas.length,
      stale: counts.stale + this.answers.fitting.length - deltas.length,
      missing: counts.missing + missing,
    });
    this.answers.clear();
    this.round = round;
  }

  #count(changed: Partial<RoundCounts>): void {
    this.counts = { ...this.counts, ...changed };
  }

  save(): ReturnType<Savable['save']> {
    const { round, counts } = this;
    const run = this.#run ?? null;
    const values = { round, run, counts, workers: [...this.#workers], position: this.#offset ?? null };
    return { tensors: {}, values: values as unknown as Record<string, Json> };
  }

  prepare({ values }: ReturnType<Savable['save']>): () => void {
    const { issues, output } = safeParse(savedSchema, values, { abortEarly: true });
    const misfit = misfitOf(issues);
    if (misfit !== undefined)
      throw new StateError(
        'rounds',
        'a state must be that of a run of rounds',
        `${misfit.given} as '${misfit.path}'`,
        'Use another name.',
      );
    const { round, run, counts, workers, position } = output as SavedFold;
    return () => {
      this.round = round;
      this.started = position !== null;
      this.#run = run ?? undefined;
      this.counts = this.#before = counts;
      this.#offset = position ?? undefined;
      this.#workers.clear();
      for (const [worker, state] of workers) this.#workers.set(worker, state);
      this.answers.clear();
    };
  }
}

/** The values of a saved fold. */
interface SavedFold {
  readonly round: number;
  readonly run?: string | null | undefined;
  readonly counts: RoundCounts;
  readonly workers: readonly (readonly [string, 'here' | 'left'])[];
  readonly position: TopicOffset | null;
}

const whole = /* @__PURE__ */ pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));

const savedSchema = /* @__PURE__ */ object({
  round: whole,
  run: optional(nullable(string())),
  counts: object({
    folded: whole,
    stale: whole,
    misfit: whole,
    notFinite: whole,
    missing: whole,
    joined: whole,
    left: whole,
    duplicates: whole,
    deposed: whole,
    damaged: whole,
  }),
  workers: pipe(array(tuple([string(), picklist(['here', 'left'])])), maxLength(MOST_WORKERS)),
  // The reader that continues there checks it.
  position: nullable(custom(value => typeof value === 'object')),
}) as GenericSchema<unknown, SavedFold>;

function lost(next: number, round: number): LogError {
  return new LogError(
    'damaged',
    'rounds',
    `the log must hold ${next === 0 ? 'the start of the run' : `the decision that closed round ${next}`}`,
    `the one of round ${round} without it`,
    'Keep more entries of the log, or restore it from a copy.',
  );
}

/** The answer of a worker in a round. */
interface Answer {
  readonly sequence: number;
  /** Missing if it was refused, or if the worker only said that it leaves. */
  readonly contribution: Contribution | undefined;
}

/** The answers of the open round, in the order of the log. */
class RoundAnswers {
  readonly #answers = new Map<string, Answer>();

  /** The number of workers that answered, whether their deltas fitted or not. */
  get size(): number {
    return this.#answers.size;
  }

  /** The sequences of the deltas that fit. */
  get fitting(): readonly number[] {
    return [...this.#answers.values()].flatMap(one => (one.contribution === undefined ? [] : [one.sequence]));
  }

  has(worker: string): boolean {
    return this.#answers.has(worker);
  }

  add(worker: string, sequence: number, contribution: Contribution | undefined): void {
    this.#answers.set(worker, { sequence, contribution });
  }

  clear(): void {
    this.#answers.clear();
  }

  /** Returns the contributions with some sequences. Throws {@link LogError} if one is not there. */
  at(round: number, sequences: readonly number[]): Contribution[] {
    const bySequence = new Map([...this.#answers.values()].map(one => [one.sequence, one.contribution]));
    return sequences.map(sequence => {
      const contribution = bySequence.get(sequence);
      if (contribution !== undefined) return contribution;
      throw new LogError(
        'damaged',
        'rounds',
        `the log must hold the deltas that closed round ${round}`,
        `none that fits at sequence ${sequence}`,
        'Build the same model, or begin from a newer state; if the log lost an entry, restore it from a copy.',
      );
    });
  }
}
