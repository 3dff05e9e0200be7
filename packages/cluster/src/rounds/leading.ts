import { type Log, readTopic, type SealOptions, topicWriter, type TopicWriter } from '@thalweg/log';
import { deposed } from '@thalweg/log/engine';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  firstValueFrom,
  lastValueFrom,
  repeat,
  type Subscriber,
  type Subscription,
  take,
  timer,
} from 'rxjs';
import { randomName } from '../election/random-name.ts';
import { modelPublisher, type ModelPublisher } from '../models/model-publisher.ts';
import type { RoundFold } from './round-fold.ts';
import type { RoundRecord } from './round-record.ts';
import { type Decision, type RoundMessage, roundTopics, type RoundTopics } from './round-topics.ts';
import { appended, whileUnavailable } from './waiting.ts';

/** Options of {@link Leading}. */
export interface LeadingOptions {
  readonly log: Log;
  readonly name: string;
  readonly leader: string;
  readonly workers: number;
  readonly patience: number;
  readonly least: number;
  readonly rounds: number;
  readonly stateEvery: number;
  readonly seal: SealOptions | undefined;
}

/** Milliseconds after which a decision is appended again if it was not read: the reader may have found it damaged. */
const AGAIN = 5000;

/**
 * One reign of a leader. It ends what earlier leaders decide, restores the state of the run, and folds what follows. It decides when a
 * round closes, but folds a decision only when it reads it back: a decision that does not count for others moves nothing here.
 */
export class Leading {
  readonly #fold: RoundFold;
  readonly #options: LeadingOptions;
  readonly #epoch: number;
  readonly #subscriber: Subscriber<RoundRecord>;
  readonly #topics: RoundTopics;
  readonly #decisions: TopicWriter<Decision>;
  readonly #states: TopicWriter<Snapshot>;
  readonly #publisher: RoundPublisher;
  /** True once all decisions of earlier leaders were read. */
  #caughtUp = false;
  /** The round that a decision under way closes. */
  #deciding = 0;
  /** The time that the open round may take is over. */
  #due = false;
  #timer: Subscription | undefined;
  /** Appends the decision under way, until it is read. */
  #unread: Subscription | undefined;

  constructor(fold: RoundFold, options: LeadingOptions, epoch: number, subscriber: Subscriber<RoundRecord>) {
    this.#fold = fold;
    this.#options = options;
    this.#epoch = epoch;
    this.#subscriber = subscriber;
    const { log, name, seal } = options;
    this.#topics = roundTopics(name, seal);
    // No other leader has this epoch, so its number names the writer.
    const how = { producer: `epoch-${epoch}`, epoch, verify: true };
    this.#decisions = topicWriter(log, this.#topics.rounds, how);
    this.#states = topicWriter(log, this.#topics.states, how);
    this.#publisher = new RoundPublisher({ log, name, epoch, seal, run: subscriber });
    subscriber.add(() => this.#timer?.unsubscribe());
    subscriber.add(() => this.#unread?.unsubscribe());
  }

  async begin(): Promise<void> {
    const { log, leader } = this.#options;
    await this.#append({ kind: 'begin', leader });
    const state = await latestState(log, this.#topics);
    if (this.#subscriber.closed) return;
    restore(this.#fold.parts, state ?? this.#fold.initial);
    const { deltas, rounds } = this.#topics;
    const message$ = readTopic(
      log,
      { deltas, rounds },
      {
        offset: this.#fold.offset,
        onDamaged: 'skip',
        onDropped: counts => this.#fold.noteDropped(counts),
      },
    );
    this.#subscriber.add(
      message$.subscribe({
        next: message => this.#take(message as RoundMessage),
        error: (error: unknown) => this.#subscriber.error(error),
      }),
    );
  }

  #take(message: RoundMessage): void {
    if (message.name === 'rounds' && message.epoch > this.#epoch)
      return this.#subscriber.error(deposed(this.#topics.rounds.name, this.#epoch, message.epoch));
    let decision: Decision | undefined;
    try {
      decision = this.#fold.take(message);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    if (decision !== undefined && message.epoch === this.#epoch) this.#follow(decision);
    if (this.#caughtUp && this.#fold.started) this.#closeWhenDone();
  }

  /** Does what follows from a decision of this reign. */
  #follow(decision: Decision): void {
    if (decision.kind === 'state' || (decision.kind === 'begin' && this.#caughtUp)) return;
    this.#unread?.unsubscribe();
    this.#caughtUp = true;
    if (decision.kind === 'begin' && !this.#fold.started)
      return void this.#append({ kind: 'start', weights: this.#fold.outer.model.save().tensors, run: randomName() });
    if (decision.kind === 'close') this.#closed(decision);
    void this.#publish();
  }

  #closed({ round, deltas }: Decision & { readonly kind: 'close' }): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#due = false;
    this.#subscriber.next({ round, deltas: deltas.length, epoch: this.#epoch, counts: this.#fold.counts });
    if (round % this.#options.stateEvery === 0 && !this.#subscriber.closed) void this.#keepState();
  }

  #closeWhenDone(): void {
    const { answers, absent, round } = this.#fold;
    const { workers, least, patience, rounds } = this.#options;
    if (answers.size === 0 || this.#deciding > round || round >= rounds) return;
    const expected = Math.max(1, workers - absent);
    if (answers.size >= expected || (this.#due && answers.size >= least)) {
      this.#deciding = round + 1;
      const missing = Math.max(0, expected - answers.size);
      void this.#append({ kind: 'close', round: round + 1, deltas: answers.fitting, missing });
    } else if (patience !== Infinity) this.#timer ??= timer(patience).subscribe(() => this.#patienceEnds());
  }

  #patienceEnds(): void {
    this.#due = true;
    this.#closeWhenDone();
  }

  /** Appends a decision, and again if it is not read for long. Fulfils when it is stored. */
  #append(decision: Decision): Promise<void> {
    return new Promise(resolve => {
      this.#unread = defer(() => appended(this.#subscriber, this.#decisions, decision))
        .pipe(repeat({ delay: AGAIN }))
        .subscribe({ next: () => resolve(), error: (error: unknown) => this.#subscriber.error(error) });
    });
  }

  async #keepState(): Promise<void> {
    const state = snapshot(this.#fold.parts);
    try {
      const sequence = await appended(this.#subscriber, this.#states, state);
      await appended(this.#subscriber, this.#decisions, { kind: 'state', sequence });
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  async #publish(): Promise<void> {
    const isLast = (): boolean => this.#fold.round >= this.#options.rounds;
    try {
      await this.#publisher.publish(() => this.#fold.published(isLast()));
      if (isLast()) this.#subscriber.complete();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }
}

/** Returns the newest state of a run that the log has; `undefined` if there is none that can be read. */
async function latestState(log: Log, { rounds, states }: RoundTopics): Promise<Snapshot | undefined> {
  const sequences: number[] = [];
  await lastValueFrom(
    readTopic(log, rounds, { until: 'end', onDamaged: 'skip' }).pipe(
      filter(({ value }) => {
        if (value.kind === 'state') sequences.push(value.sequence);
        return false;
      }),
    ),
    { defaultValue: undefined },
  );
  for (const sequence of sequences.reverse()) {
    const offset = { sequence: sequence - 1, topics: {} };
    const found = await firstValueFrom(
      readTopic(log, states, { offset, until: 'end' }).pipe(
        take(1),
        filter(message => message.sequence === sequence),
        // A state that is gone or damaged follows from an older one, or from the start.
        catchError(() => EMPTY),
      ),
      { defaultValue: undefined },
    );
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** Options of {@link RoundPublisher}. */
interface RoundPublisherOptions {
  readonly log: Log;
  readonly name: string;
  readonly epoch: number;
  readonly seal: SealOptions | undefined;
  /** Publishing ends with it. */
  readonly run: Subscription;
}

/** Publishes the model of a run: one version at a time, of those that wait only the newest. */
class RoundPublisher {
  readonly #publisher: ModelPublisher;
  readonly #run: Subscription;
  #going: Promise<void> | undefined;
  #waiting = false;

  constructor({ log, name, epoch, seal, run }: RoundPublisherOptions) {
    this.#publisher = modelPublisher(log, name, { epoch, seal, verify: true });
    this.#run = run;
  }

  /** Publishes what a function returns when its turn comes. Fulfils when nothing waits any more. */
  publish(model: () => Snapshot): Promise<void> {
    this.#waiting = true;
    return (this.#going ??= this.#publishAll(model));
  }

  async #publishAll(model: () => Snapshot): Promise<void> {
    try {
      while (this.#waiting && !this.#run.closed) {
        this.#waiting = false;
        const taken = model();
        const { outcome } = await whileUnavailable(this.#run, () => this.#publisher.publish(taken));
        // An earlier leader came first. From this version on, it is refused.
        if (outcome === 'superseded') this.#waiting = true;
      }
    } finally {
      this.#going = undefined;
    }
  }
}
