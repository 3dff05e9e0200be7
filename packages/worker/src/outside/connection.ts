import { GraphError } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import type { Snapshot } from '@thalweg/train';
import { BehaviorSubject, interval, Observable, type Subscriber, Subscription } from 'rxjs';
import { arrived } from '../wire/carried-error.ts';
import { Packing, unpacked } from '../wire/packed.ts';
import type { Call, Change, FromWorker, KeptState } from '../wire/protocol.ts';
import type { TrainingPort } from '../wire/training-port.ts';
import type { ConnectTrainingOptions } from './connect-training-options.ts';
import type { ConnectedTraining } from './connected-training.ts';
import { checkDemanded, notData, Run } from './run.ts';
import { ReplayBuffer, PendingCalls } from './replay-buffer.ts';
import { Link } from './link.ts';
import type { TrainingActivity, TrainingStatus } from './training-status.ts';
import { WorkerError } from './worker-error.ts';

/** A worker that dies so many times in a row, without a step between, is not replaced any more. */
const MOST_DEATHS = 5;

/** The number of times within `silenceMs` at which an answer is asked for. */
const PINGS = 3;

/** Connects to a training in a worker while it is needed. */
export class Connection<Step> implements ConnectedTraining<Step> {
  readonly #given: TrainingPort | (() => TrainingPort);
  readonly #how: CompletedOptions;
  readonly #status = new BehaviorSubject<TrainingStatus>({ activity: 'idle', records: 0, restarts: 0 });
  readonly #metrics = new BehaviorSubject<Readonly<Record<string, unknown>>>({});
  readonly #calls = new PendingCalls();
  readonly status$: Observable<TrainingStatus> = this.#status.asObservable();
  readonly metrics$: Observable<Readonly<Record<string, unknown>>> = this.#metrics.asObservable();
  readonly steps$: Observable<Step>;
  #link: Link | undefined;
  #watch = new Subscription();
  #watched = false;
  #replayBuffer!: ReplayBuffer;
  #run: Run | undefined;
  /** The last state of a worker that died may take over from. */
  #state: KeptState | undefined;
  #paused = false;
  #completed = false;
  /** True after a run: its state is gone. */
  #over = false;
  #deaths = 0;
  #restarts = 0;
  #silent = 0;
  #stuck = 0;

  constructor(given: TrainingPort | (() => TrainingPort), how: CompletedOptions) {
    this.#given = given;
    this.#how = how;
    this.steps$ = new Observable<Step>(subscriber => this.#begin(undefined, subscriber));
    this.#renew();
  }

  learn<R>(): (source: Observable<R>) => Observable<Step> {
    return source => new Observable<Step>(subscriber => this.#begin(source, subscriber));
  }

  async pause(): Promise<void> {
    await this.#call({ what: 'pause' });
    this.#paused = true;
    if (!this.#completed && !this.#over) this.#tell('paused');
  }

  async resume(): Promise<void> {
    await this.#call({ what: 'resume' });
    this.#paused = false;
    if (!this.#completed && !this.#over) this.#tell('training');
  }

  async stop(): Promise<void> {
    if (this.#link === undefined) return;
    // The step records up to now come before the answer.
    if (this.#run !== undefined && !this.#completed) await this.#call({ what: 'pause' }).catch(() => {});
    const run = this.#run;
    this.#end('stopped', ended());
    run?.subscriber.complete();
  }

  async set(name: string, value: number): Promise<void> {
    await this.#change({ what: 'set', name, value });
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.#call({ what: 'snapshot' })) as Snapshot;
  }

  async restore(snapshot: Snapshot): Promise<void> {
    if (this.#over) this.#renew();
    await this.#change({ what: 'restore', snapshot: new Packing().pack(snapshot) });
  }

  async predict(record: object): Promise<unknown> {
    return this.#call({ what: 'predict', record: new Packing().pack(record) });
  }

  async #call(call: Call): Promise<unknown> {
    this.#need();
    const { message, answer } = this.#calls.add(call);
    this.#awaken();
    try {
      this.#link!.post(message);
    } catch (cause) {
      this.#calls.drop(message.id);
      this.#rest();
      throw notData(cause);
    }
    return answer.finally(() => this.#rest());
  }

  async #change(change: Change): Promise<unknown> {
    this.#need();
    const { message, answer } = this.#calls.add(change);
    this.#awaken();
    this.#replayBuffer.change(message);
    this.#replayBuffer.send();
    return answer.finally(() => this.#rest());
  }

  #begin(source: Observable<unknown> | undefined, subscriber: Subscriber<Step>): void {
    if (this.#run !== undefined)
      return subscriber.error(
        new GraphError(
          'connectTraining',
          'a training may have one subscription, and one run',
          'another one',
          'Put share() after learn() for several subscribers; connect again for another run.',
        ),
      );
    try {
      if (source !== undefined) checkDemanded(source);
      if (this.#over) this.#renew();
      this.#need();
      const { transfer } = this.#how;
      const run = new Run({
        source,
        subscriber: subscriber as Subscriber<unknown>,
        replayBuffer: this.#replayBuffer,
        transfer,
      });
      this.#run = run;
      subscriber.add(() => {
        if (this.#run === run && !this.#completed) this.#end('stopped', ended());
      });
      this.#awaken();
      this.#replayBuffer.start(source !== undefined);
      this.#replayBuffer.send();
    } catch (error) {
      this.#fail(error);
      subscriber.error(error);
    }
  }

  /** Forgets a run that is over. */
  #renew(): void {
    const { credit, restart, snapshotEvery } = this.#how;
    const keep = restart === 'snapshot' ? snapshotEvery : 0;
    this.#replayBuffer = new ReplayBuffer({
      credit,
      keep,
      post: (message, buffers) => this.#link?.post(message, buffers),
    });
    this.#state = undefined;
    this.#over = this.#completed = this.#paused = false;
    this.#deaths = this.#restarts = 0;
  }

  /** Connects if that was not done yet. */
  #need(): void {
    if (this.#over) throw ended();
    if (this.#link !== undefined) return;
    this.#connect();
    this.#tell('starting');
  }

  #connect(): void {
    const { initial, credit, reportMs, steps, restart, snapshotEvery } = this.#how;
    const link: Link = new Link(this.#given, {
      received: message => this.#link === link && this.#received(message),
      lost: error => this.#link === link && this.#lost(error),
    });
    this.#link = link;
    link.post({
      kind: 'open',
      initial,
      snapshot: this.#state?.snapshot,
      emitted: this.#state?.emitted ?? 0,
      applied: this.#state?.applied ?? 0,
      paused: this.#paused,
      credit,
      reportMs,
      steps,
      snapshotEvery: restart === 'snapshot' ? snapshotEvery : 0,
    });
  }

  #received(message: FromWorker): void {
    this.#silent = 0;
    if (message.kind === 'report' || message.kind === 'took' || message.kind === 'state') this.#stuck = 0;
    try {
      this.#heed(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #heed(message: FromWorker): void {
    switch (message.kind) {
      case 'opened':
        return this.#tell(this.#paused ? 'paused' : 'training');
      case 'demand':
        return this.#run?.begin(message.from);
      case 'took':
        if (message.count > this.#replayBuffer.inFlight) throw tookTooMany(message.count, this.#replayBuffer.inFlight);
        this.#replayBuffer.took(message.count);
        return this.#run?.draw();
      case 'report':
        if (this.#run?.report(message) === true) this.#deaths = 0;
        if (message.metrics !== undefined) this.#metrics.next({ ...this.#metrics.value, ...(unpacked(message.metrics) as object) }); // prettier-ignore
        if (!this.#over && !this.#completed) this.#tell(this.#status.value.activity);
        return this.#link?.post({ kind: 'taken' });
      case 'state':
        if (message.emitted > (this.#state?.emitted ?? 0)) this.#deaths = 0;
        this.#state = message;
        this.#replayBuffer.contained(message);
        return this.#run?.draw();
      case 'answer':
        return this.#calls.answered(message.id, message.value);
      case 'refusal':
        return this.#calls.refused(message.id, message.error);
      case 'ended':
        return this.#complete();
      case 'failed':
        return this.#fail(arrived(message.error));
      case 'held':
      case 'pong':
    }
  }

  #complete(): void {
    const run = this.#run;
    if (this.#completed || run === undefined) return;
    this.#completed = true;
    run.close();
    this.#tell('completed');
    this.#rest();
    run.subscriber.complete();
  }

  #lost(error: Error): void {
    const reason = error instanceof WorkerError ? error.reason : undefined;
    const isReplaced = this.#how.restart === 'snapshot' && reason !== 'version' && ++this.#deaths <= MOST_DEATHS;
    if (!isReplaced) return this.#fail(error);
    this.#restarts++;
    this.#link = undefined;
    try {
      this.#tell('restarting');
      this.#connect();
      this.#replayBuffer.rewind();
      this.#replayBuffer.send();
      for (const message of this.#calls.again()) this.#link!.post(message);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #fail(error: unknown): void {
    const run = this.#run;
    this.#end('failed', error);
    run?.subscriber.error(error);
  }

  #end(activity: TrainingActivity, error: unknown): void {
    const link = this.#link;
    this.#link = undefined;
    this.#over = true;
    this.#run?.close();
    this.#run = undefined;
    this.#watch.unsubscribe();
    link?.close();
    this.#calls.fail(error);
    this.#tell(activity);
  }

  #tell(activity: TrainingActivity): void {
    this.#status.next({ activity, records: this.#run?.drawn ?? this.#status.value.records, restarts: this.#restarts });
  }

  /** Watches the worker, and keeps the process alive, while something is awaited from it. */
  #awaken(): void {
    this.#link?.hold(true);
    if (!this.#watch.closed && this.#watched) return;
    this.#watched = true;
    this.#watch = new Subscription();
    this.#silent = this.#stuck = 0;
    const { silenceMs } = this.#how;
    if (silenceMs === Infinity) return;
    this.#watch.add(interval(silenceMs / PINGS).subscribe(() => this.#tick()));
  }

  #rest(): void {
    if (this.#calls.size > 0 || (this.#run !== undefined && !this.#completed)) return;
    this.#watch.unsubscribe();
    this.#watched = false;
    this.#link?.hold(false);
  }

  #tick(): void {
    if (++this.#silent > PINGS) return this.#silence();
    this.#link?.post({ kind: 'ping' });
    if (!this.#replayBuffer.isStuck || this.#paused || this.#completed) return;
    this.#stuck++;
    if (this.#stuck > PINGS) this.#fail(tooFew(this.#how.snapshotEvery));
    // A state may be taken now if all records of it are learned, though no step says so.
    else void this.#call({ what: 'keep' });
  }

  #silence(): void {
    const link = this.#link;
    this.#silent = 0;
    link?.close();
    this.#lost(
      new WorkerError(
        'silent',
        `the worker must answer within ${this.#how.silenceMs} ms`,
        'silence',
        'Does its script call exposeTraining? If its steps take as long, raise silenceMs.',
      ),
    );
  }
}

function ended(): WorkerError {
  return new WorkerError(
    'ended',
    'the training must be there',
    'one that has ended, with its state',
    'Call snapshot before you unsubscribe or stop, or restore one, or subscribe again to begin anew.',
  );
}

function tookTooMany(count: number, inFlight: number): WorkerError {
  const advice = 'Use one version of @thalweg/worker on both sides.';
  return new WorkerError('protocol', `at most ${inFlight} records may be taken`, String(count), advice);
}

function tooFew(snapshotEvery: number): ContractError {
  return new ContractError(
    'snapshotEvery',
    'it must be more than the records between two steps, and operators must tell their places',
    String(snapshotEvery),
    'Raise it, or use the operators of @thalweg/data in the worker.',
  );
}

/** The options of `connectTraining`, completed by their defaults. */
type CompletedOptions = Required<ConnectTrainingOptions>;
