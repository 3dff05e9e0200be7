import { existsSync } from 'node:fs';
import { input } from '@thalweg/graph';
import { fromLog, jsonCodec, type Log, topic, type Topic, topicWriter } from '@thalweg/log';
import { readSnapshot, writeSnapshot } from '@thalweg/node';
import { KeptState, learn, linearRegression, paced, type Paced, stateful, withState } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { type Parts, restore, snapshot } from '@thalweg/train';
import { filter, ignoreElements, lastValueFrom, map, merge, type Observable, startWith, takeWhile, tap } from 'rxjs';

/** The part of an example that is known before its label. */
interface Observed {
  readonly id: number;
  readonly x: readonly number[];
}

/** The label of a thing, which comes later. */
interface Label {
  readonly id: number;
  readonly y: number;
}

/** The topics of an online learner: what is observed, and labels. */
export interface LabelTopics {
  readonly observed: Topic<Observed>;
  readonly label: Topic<Label>;
}

export function labelTopics(name: string): LabelTopics {
  return { observed: topic(`${name}.observed`, jsonCodec()), label: topic(`${name}.labels`, jsonCodec()) };
}

/** Options of {@link writeLabels}. */
export interface LabelSource {
  /** Resolves when the i-th label is due. */
  readonly moment: (i: number) => Promise<void>;
  /** Called with the id of each label that the log has acknowledged. */
  readonly acknowledged: (id: number) => void;
}

/** Writes things and, later and in another order, their labels. */
export async function writeLabels(log: Log, name: string, { moment, acknowledged }: LabelSource): Promise<void> {
  const topics = labelTopics(name);
  const how = { producer: 'source', verify: true };
  const [observed, labels] = [topicWriter(log, topics.observed, how), topicWriter(log, topics.label, how)];
  for (let id = 0; id < LABELS; id++) await observed.append({ id, x: [id / LABELS, Math.sin(id)] });
  const written = Array.from({ length: LABELS }, async (_, i) => {
    const id = (7 * i) % LABELS;
    await moment(i);
    await labels.append({ id, y: Math.cos(id) }, { count: i + 1 });
    acknowledged(id);
  });
  await Promise.all(written);
}

/** A thing with its label. */
interface Example extends Observed, Label {}

/** An online learner that reads a log. */
export interface LabelLearner {
  /** What it reads, with the moments for snapshots. */
  readonly read$: Paced<unknown>;
  /** Learns. */
  readonly learned$: Observable<unknown>;
  /** Everything that a snapshot has to keep. */
  readonly parts: Parts;
  /** The ids that the present weights have learned, in their order. */
  readonly ids: () => readonly number[];
}

/** Returns a learner of labels, from the start of the log or from where its parts are restored. */
export function labelLearner(log: Log, name: string, options: { readonly until?: 'end' } = {}): LabelLearner {
  const x = input('x', [2]);
  const read$ = paced(fromLog(log, { ...labelTopics(name) }, { ...options, onDamaged: 'skip' }));
  const join = stateful({
    name: 'join',
    initial: () => ({ waiting: [] as Observed[] }),
    step(state, { name, value }: { name: string; value: Observed | Label }): Example | undefined {
      if (name === 'observed') return void state.waiting.push(value as Observed);
      const observed = state.waiting.find(({ id }) => id === value.id);
      return observed && { ...observed, ...(value as Label) };
    },
  });
  const counted = new KeptState({ name: 'count', initial: () => ({ ids: [] as number[] }) });
  const count = withState(
    counted,
    tap(({ id }: Example) => counted.now.ids.push(id)),
  );
  const learning = learn(linearRegression(x, input('y', [])), adagrad({ learningRate: 0.1 }));
  const examples$ = (read$ as Observable<{ name: string; value: Observed | Label }>).pipe(
    join,
    filter(example => example !== undefined),
    count,
  );
  return {
    read$,
    learned$: examples$.pipe(learning),
    parts: { read$, join, count, learning },
    ids: () => counted.now.ids,
  };
}

/** The labels that a learner waits for. */
export const LABELS = 20;

/** Learns labels from a log until all were learned. Keeps its state in a file after each record, and goes on from it. */
export async function learnLabels(log: Log, name: string, file: string): Promise<void> {
  const { read$, learned$, parts, ids } = labelLearner(log, name);
  if (existsSync(file)) restore(parts, readSnapshot(file));
  const saved$ = read$.delivered.pipe(tap(() => writeSnapshot(file, snapshot(parts))));
  const learnedAll$ = merge(saved$, learned$.pipe(ignoreElements())).pipe(
    startWith(undefined),
    map(() => ids().length),
    takeWhile(count => count < LABELS, true),
  );
  await lastValueFrom(learnedAll$);
}
