import { GraphError, type Node } from '@thalweg/graph';
import { type Log, LogError, readTopic, type SealOptions, topicWriter, type TopicWriter } from '@thalweg/log';
import { deposed } from '@thalweg/log/engine';
import type { Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import {
  catchError,
  defer,
  dematerialize,
  materialize,
  NEVER,
  Observable,
  repeat,
  type Subscriber,
  type Subscription,
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { elect } from '../election/elect.ts';
import { randomName } from '../election/random-name.ts';
import { OuterStep } from './outer-step.ts';
import { RoundFold } from './round-fold.ts';
import type { RoundRecord } from './round-record.ts';
import {
  type Decision,
  latestState,
  type RoundMessage,
  RoundPublisher,
  roundTopics,
  type RoundTopics,
} from './round-topics.ts';
import { appended, checkPatience } from './waiting.ts';

/** Options of {@link leadRounds}. */
export interface LeadRoundsOptions {
  readonly log: Log;
  /** The name of the run: its topics and keys begin with it. A second run needs another one. */
  readonly name: string;
  /** The name of this leader, a random one by default. With a name, a leader that is started again takes over at once. */
  readonly leader?: string;
  /** The number of workers whose answers close a round; 1 by default. */
  readonly workers?: number;
  /** Milliseconds from the first answer of a round after which it closes without the others, 5,000 by default; `Infinity` for never. */
  readonly patience?: number;
  /** The number of answers that a round needs even after `patience`, 1 by default. */
  readonly least?: number;
  /** The number of rounds after which the run ends; it never does by default. */
  readonly rounds?: number;
  /** Milliseconds without a sign of the leader after which another one takes over, 2,000 by default. */
  readonly lease?: number;
  /** The number of rounds after which the state of the run is kept in the log, so that a new leader has less to fold again; 20 by default. */
  readonly stateEvery?: number;
  /**
   * Seals everything that the run writes with a key, which all leaders and workers must have, for a log that others can write:
   * nothing that they write moves the weights or ends a term. Followers of the published model need the key too.
   */
  readonly seal?: SealOptions | undefined;
}

/** The leases that a leader waits for the election, when the log tells that another one has taken over. */
const DEPOSED_LEASES = 4;

/**
 * Leads the learners of a model, and emits a record for each round that it closes. In a round, each worker takes some steps from the
 * published weights and appends what they changed ({@link localSgd}). The leader averages these deltas, weighted by examples, and takes one
 * step of an optimizer with the average as gradient. Then it publishes the weights, and the next round begins. The model's
 * weights in this process are those of the last round that closed.
 *
 * - `sgd({ learningRate: 1 })` averages the weights (FedAvg); `nesterov` is DiLoCo's outer step
 * - **Closing** a round closes when all workers have answered, or after `patience` with at least `least` answers. The decision is
 *   an entry of the log, so a replay needs no clock
 * - **Refused and counted** deltas that are not finite, of another model, of a round that has closed, or that came before
 * - **Leaders** several may run: one is elected, and another one takes over if it gives no sign. It folds what the log
 *   holds, with the same bits
 * - **Throws** `GraphError` if the loss depends on no parameter, `LogError` for what is no name, `ContractError` for options that cannot be
 * - **Stream errors** those of the log and of a computation; `LogError` with the reason `'deposed'` if the log knows of a later leader
 *   than the election; `GraphError` for a second subscription while one is active
 * - **Source** McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data", 2017; Douillard et al.,
 *   "DiLoCo: Distributed Low-Communication Training of Language Models", 2023
 *
 * @example
 * const outer = nesterov({ learningRate: 0.7, decay: 0.6 });
 * leadRounds(loss, outer, { log, name: 'digits', workers: 4 }).subscribe(({ round, deltas, counts }) => …);
 */
export function leadRounds(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: LeadRoundsOptions,
): Observable<RoundRecord> {
  const { lease, ...rest } = optionsOf('leadRounds', options, {
    log: undefined,
    name: undefined,
    leader: undefined,
    workers: 1,
    patience: 5000,
    least: 1,
    rounds: Infinity,
    lease: 2000,
    stateEvery: 20,
    seal: undefined,
  });
  const how = { ...rest, leader: rest.leader ?? randomName() };
  check('workers', how.workers, 1);
  check('least', how.least, 1);
  check('stateEvery', how.stateEvery, 1);
  if (how.rounds !== Infinity) check('rounds', how.rounds, 1);
  checkPatience('leadRounds', how.patience);
  const election = elect(how.log, how.name, { candidate: how.leader, lease, seal: how.seal });
  const fold = new RoundFold(new OuterStep('leadRounds', loss as Node, optimizer));
  let active = false;
  return new Observable(subscriber => {
    if (active) throw busy();
    active = true;
    subscriber.add(() => (active = false));
    // The end of a term's stream is the end of the run; a term that another one ends says nothing more.
    const records$ = election.pipe(
      switchMap(({ mine, epoch }) => (mine ? term(fold, how, { epoch, lease }).pipe(materialize()) : NEVER)),
      dematerialize(),
    );
    return records$.subscribe(subscriber);
  });
}

/** Leads until another one takes over, which the election tells in time: if it does not, it has lost what the log knows. */
function term(
  fold: RoundFold,
  options: LeadingOptions,
  { epoch, lease }: { epoch: number; lease: number },
): Observable<RoundRecord> {
  const records$ = new Observable<RoundRecord>(control => {
    new Leading(fold, options, epoch, control).begin().catch((error: unknown) => control.error(error));
  });
  return records$.pipe(
    catchError((error: unknown) => {
      const failed$ = throwError(() => error);
      return error instanceof LogError && error.reason === 'deposed'
        ? timer(DEPOSED_LEASES * lease).pipe(switchMap(() => failed$))
        : failed$;
    }),
  );
}

function check(name: string, value: unknown, least: number): void {
  if (!(Number.isSafeInteger(value) && (value as number) >= least))
    throw new ContractError('leadRounds', `${name} must be a whole number from ${least}`, printed(value), 'Count on.');
}

function busy(): GraphError {
  return new GraphError(
    'leadRounds',
    'a leader may have one subscription at a time',
    'a second one while the first is active',
    'For several subscribers, put share() after it.',
  );
}

/** Options of {@link Leading}. */
interface LeadingOptions {
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
 * One term of a leader. It ends what earlier leaders decide, restores the state of the run, and folds what follows. It decides when a
 * round closes, but folds a decision only when it reads it back: a decision that does not count for others moves nothing here.
 */
class Leading {
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

  /** Does what follows from a decision of this term. */
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
