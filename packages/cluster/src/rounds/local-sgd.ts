import { constant, Input, type Node } from '@thalweg/graph';
import { count } from '@thalweg/graph/author';
import { type Log, type SealOptions, topicWriter } from '@thalweg/log';
import type { Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { type RunOptions, type Savable, type Saved, type StepMetrics, train, type Training } from '@thalweg/train';
import { endFirst, keepTraining } from '@thalweg/train/engine';
import { BehaviorSubject, map, Observable, type Subscriber } from 'rxjs';
import { publishedModel } from '../models/published-model.ts';
import { holdName, workerKey, Working } from './worker-run.ts';
import type { LocalStep } from './local-step.ts';
import { sharedModel } from './outer-step.ts';
import { publishedRound, WorkerRound } from './worker-round.ts';
import { roundTopics } from './round-topics.ts';
import { checkPatience } from './waiting.ts';
import type { WorkerCounts } from './worker-counts.ts';

/** Options of {@link localSgd}. */
export interface LocalSgdOptions<M extends StepMetrics = Record<never, never>> extends Omit<RunOptions, 'running'> {
  readonly log: Log;
  /** The name of the run that {@link leadRounds} leads. */
  readonly name: string;
  /** The name of the worker. A process that starts with it takes it over: an older one with the same name ends with an error. */
  readonly worker: string;
  /** H, the number of steps in a round; 50 by default. */
  readonly every?: number;
  /**
   * `'8bit'` sends a byte for each element of a delta, times a scale for each parameter. What that loses is added to the next
   * delta. By default deltas are sent in full.
   */
  readonly compress?: 'none' | '8bit';
  /** Scalars and measures to report with every step, by name. */
  readonly metrics?: M;
  /** Milliseconds after which a delta is sent again if no round begins, 10,000 by default; `Infinity` for never. */
  readonly patience?: number;
  /** The seal of the run, if it has one. */
  readonly seal?: SealOptions | undefined;
}

/** The operator that {@link localSgd} returns. A snapshot keeps its state. */
export interface LocalSgd<M extends StepMetrics = Record<never, never>> extends Savable {
  <R>(source: Observable<R>): Observable<LocalStep<M>>;
  readonly counts: WorkerCounts;
}

/** The name of the metric with the number of examples. No metric of a caller may have it. */
const EXAMPLES = 'examples of the step';

/**
 * Trains as one of many learners of a model. From the published weights it takes `every` steps on its own data, and appends
 * what they changed to the log. Then it waits until {@link leadRounds} publishes the weights of the next round. The memory of its optimizer is
 * kept over rounds. With `every: 1`, rounds are steps on the batches of all workers (synchronous data parallelism).
 *
 * Each process builds the model anew: a worker and a leader must not share nodes.
 *
 * - **Late** a worker that starts, or whose round has closed, goes on from the newest weights; its unfinished round is counted in `counts.late`
 * - **Restart** a snapshot keeps the memory of the optimizer, the offset in the data and the round. Restored, the worker takes
 *   the same steps again, to the same bits, and the log drops a delta that it holds already. Without it, a worker starts with an empty memory
 * - **End** when its data ends, it sends what it has and completes. Later rounds do not wait for it. It completes too when the
 *   run has ended
 * - **Name** if two processes have one name, the older one ends with an error, since readers would drop half of the work
 * - **Throws** as `train` does, `LogError` for what is no name, `ContractError` for options that cannot be
 * - **Stream errors** those of `train` and of the log; `StateError` if the published model is another one, or of another
 *   run than the snapshot; `LogError` with the reason `'deposed'` if another process takes the name
 * - **Source** Stich, "Local SGD Converges Fast and Communicates Little", 2019
 *
 * @example
 * const worker = localSgd(loss, adam(), { log, name: 'digits', worker: 'w1', every: 50 });
 * shard.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity), worker).subscribe(({ step, loss, round }) => …);
 */
export function localSgd<M extends StepMetrics = Record<never, never>>(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: LocalSgdOptions<M>,
): LocalSgd<M> {
  const { log, name, worker, every, compress, patience, metrics, seal, ...running } = optionsOf('localSgd', options, {
    log: undefined,
    name: undefined,
    worker: undefined,
    every: 50,
    compress: 'none',
    patience: 10_000,
    metrics: undefined,
    seal: undefined,
    sliceMs: 8,
    runner: undefined,
    guard: undefined,
    whenNotFinite: undefined,
    onBadRecord: undefined,
  });
  oneOf('localSgd', compress, ['none', '8bit'], 'compress');
  if (!(Number.isSafeInteger(every) && every >= 1))
    throw new ContractError('localSgd', 'every must be a whole number of steps from 1', printed(every), 'Try 50.');
  checkPatience('localSgd', patience);
  const model = sharedModel('localSgd', loss as Node);
  const writer = topicWriter(log, roundTopics(name, seal).deltas, { producer: worker, verify: true });
  const held$ = holdName(log, { key: workerKey(name, worker), worker, seal });
  const round = new WorkerRound(model, compress === '8bit');
  const counts = { sent: 0, resent: 0, late: 0 };
  const isRunning = new BehaviorSubject(false);
  const learn = train(loss, optimizer, {
    ...running,
    running: isRunning,
    metrics: { ...metrics, [EXAMPLES]: examplesOf(loss as Node) } as unknown as M,
  });
  const operator = <R>(source: Observable<R>): Observable<LocalStep<M>> =>
    new Observable(subscriber =>
      endFirst(subscriber, control => {
        // A second subscription, which the training refuses, leaves the first one alone.
        const isFirst = !learn.progress.active;
        if (isFirst) isRunning.next(false);
        const working = new Working(round, { writer, every, patience }, { counts, running: isRunning, control });
        const published$ = publishedModel(log, name, { seal }).pipe(
          map(published => round.ofSameRun(publishedRound(model, published))),
        );
        control.add(learned(learn, source, { working, round, subscriber, control }));
        if (isFirst && !control.closed) control.add(held$.subscribe({ error: error => control.error(error) }));
        control.add(published$.subscribe({ next: one => working.follow(one), error: error => control.error(error) }));
      }),
    );
  return Object.assign(operator, { counts, ...keepWorker(keepTraining('localSgd', learn.progress), round) });
}

/** Trains, and emits a record for each step. */
function learned<R, M extends StepMetrics>(
  learn: Training<M, never>,
  source: Observable<R>,
  run: {
    readonly working: Working;
    readonly round: WorkerRound;
    readonly subscriber: Subscriber<LocalStep<M>>;
    readonly control: Subscriber<unknown>;
  },
): ReturnType<Observable<unknown>['subscribe']> {
  const { working, round, subscriber, control } = run;
  return learn(source).subscribe({
    next: record => {
      const { [EXAMPLES]: examples, ...metrics } = record.metrics as Record<string, number>;
      working.count(examples ?? 1);
      const base = round.base!;
      subscriber.next({
        ...record,
        metrics: metrics as LocalStep<M>['metrics'],
        round: base.round + 1,
        version: base.version,
      });
      working.sendIfDone();
    },
    error: (error: unknown) => control.error(error),
    complete: () => working.end(),
  });
}

/** Returns a node with the number of examples in a step of a loss: the size of the first axis that has a name, else 1. */
function examplesOf(loss: Node): Node<readonly []> {
  const seen = new Set([loss]);
  for (const node of seen) {
    const [first] = node.shape;
    if (node instanceof Input && typeof first === 'string') return count(node, [0]);
    for (const input of node.inputs) seen.add(input);
  }
  return constant(1);
}

const ROUND = 'round';

const TRAINING = 'training';

/** Returns the state of a worker as one part of a snapshot: that of its training, and that of its round. */
function keepWorker(training: Savable, round: Savable): Savable {
  return {
    save: () => {
      const [one, other] = [training.save(), round.save()];
      return {
        tensors: { ...under(TRAINING, one.tensors), ...under(ROUND, other.tensors) },
        values: { [TRAINING]: one.values, [ROUND]: other.values },
      };
    },
    prepare: saved => {
      const puts = [training.prepare(partOf(TRAINING, saved)), round.prepare(partOf(ROUND, saved))];
      return () => {
        for (const put of puts) put();
      };
    },
  };
}

function under(part: string, tensors: Saved['tensors']): Saved['tensors'] {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${part}.${name}`, value]));
}

function partOf(part: string, { tensors, values }: Saved): Saved {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${part}.`));
  return {
    tensors: Object.fromEntries(own.map(([name, value]) => [name.slice(part.length + 1), value])),
    values: (values[part] ?? {}) as Saved['values'],
  };
}
