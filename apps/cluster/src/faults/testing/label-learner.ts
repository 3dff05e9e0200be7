import { input } from '@thalweg/graph';
import { fromLog, type Log } from '@thalweg/log';
import { KeptState, learn, linearRegression, paced, stateful, withState, type Paced } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import type { Parts } from '@thalweg/train';
import { filter, tap, type Observable } from 'rxjs';
import { labelTopics, type Label, type Observed } from './label-topics.ts';

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
