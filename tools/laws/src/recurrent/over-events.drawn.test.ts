import { batch } from '@thalweg/data';
import { takenRows } from '@thalweg/drawn';
import { input, read, registersOf, type Node, type Runner } from '@thalweg/graph';
import { dense, gruCell, lruCell, meanSquaredError, recurrent, type RecurrentEventOptions } from '@thalweg/nn';
import { learn, learnRows, linearRegression, perKey, predictFirst, type Model, type PerKey } from '@thalweg/online';
import { adam } from '@thalweg/optim';
import { evaluate, predict, restore, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { from, lastValueFrom, of, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { userEvents } from './testing/event-stream.ts';

const events = userEvents(60, 7);

interface Built {
  readonly model: Model<readonly [], readonly []>;
  readonly users: PerKey<'user'>;
}

/** A layer over events with some options. */
type Making = (options: RecurrentEventOptions) => (x: Node<readonly [3]>) => Node<readonly [number]>;

/** A linear regression on the output of a layer. */
function built(layer: Making, isKeyed: boolean): Built {
  const users = perKey('user', { capacity: 4 });
  const h = layer(isKeyed ? { keys: users } : {})(input('x', [3]));
  return { model: linearRegression(h, input('y', [])), users };
}

const reset = () => input('isFirst', [], 'bool') as Node;
const kinds: readonly (readonly [string, Making, boolean])[] = [
  ['a gated cell with a reset', options => recurrent(gruCell(5), { ...options, reset: reset() }), false],
  ['a linear cell with traces', options => recurrent(lruCell(5), { ...options, reset: reset(), traces: true }), false],
  ['a gated cell for each key', options => recurrent(gruCell(5), options), true],
  ['three events for each key', options => recurrent(gruCell(5), { ...options, reset: reset(), truncate: 3 }), true],
  ['traces for each key', options => recurrent(lruCell(5), { ...options, reset: reset(), traces: true }), true],
];
const runners = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
] as const satisfies readonly (readonly [string, () => Runner | undefined])[];

const bytesOf = ({ model }: Built): string =>
  registersOf(model.loss as Node)
    .map(
      register =>
        `${register.name} ${String(Buffer.from(new Uint8Array(read(register as Node).data.slice().buffer)).toString('hex'))}`,
    )
    .sort()
    .join('\n');

const optimizer = () => adam({ learningRate: 0.05 });

const runs = runners.flatMap(([name, runner]) =>
  kinds.map(([kind, layer, isKeyed]) => [name, kind, { runner, layer, isKeyed }] as const),
);

describe.each(takenRows('layers over events', runs, ([, kind]) => kind))(
  '%s, %s',
  (_name, _kind, { runner, layer, isKeyed }) => {
    const make = (): Built => built(layer, isKeyed);
    const learned = async () => {
      const one = make();
      const outcomes = await lastValueFrom(
        from(events).pipe(one.users, learn(one.model, optimizer(), { runner: runner() }), toArray()),
      );
      return { one, outcomes };
    };
    let known: ReturnType<typeof learned> | undefined;
    /** One that has learned all events, which nobody changes. */
    const whole = () => (known ??= learned());

    it('learns rows of batches to the same bits as one by one', async () => {
      const { one, outcomes } = await whole();
      const other = make();
      const rows = await lastValueFrom(
        from(events).pipe(other.users, batch(25), learnRows(other.model, optimizer(), { runner: runner() }), toArray()),
      );
      expect(rows.flatMap(({ prediction }) => [...prediction.data])).toEqual(
        outcomes.map(({ prediction }) => Math.fround(prediction)),
      );
      expect(bytesOf(other)).toBe(bytesOf(one));
    });

    it('resumes from a snapshot to the same bits', async () => {
      const { one, outcomes } = await whole();
      const first = make();
      const before = learn(first.model, optimizer(), { runner: runner() });
      await lastValueFrom(from(events.slice(0, 31)).pipe(first.users, before, toArray()));
      const saved = snapshot({ learning: before, users: first.users });
      const second = make();
      const after = learn(second.model, optimizer(), { runner: runner() });
      restore({ learning: after, users: second.users }, saved);
      const rest = await lastValueFrom(from(events.slice(31)).pipe(second.users, after, toArray()));
      expect(rest.map(({ loss }) => loss)).toEqual(outcomes.slice(31).map(({ loss }) => loss));
      expect(bytesOf(second)).toBe(bytesOf(one));
    });

    it('predicts first what learning then says, and reading moves nothing', async () => {
      const one = make();
      const learning = learn(one.model, optimizer(), { runner: runner() });
      const predicting = predictFirst(one.model.prediction, { runner: runner() });
      const source = new Subject<(typeof events)[number]>();
      const told: number[] = [];
      const said: number[] = [];
      const subscription = source.pipe(one.users, learning).subscribe(({ prediction }) => told.push(prediction));
      for (const event of events.slice(0, 20)) {
        const before = bytesOf(one);
        const { predicted } = await lastValueFrom(of(event).pipe(one.users.reading, predicting));
        said.push(predicted);
        expect(bytesOf(one)).toBe(before);
        source.next(event);
        expect(bytesOf(one)).not.toBe(before);
      }
      expect(said).toEqual(told);
      subscription.unsubscribe();
      const before = bytesOf(one);
      const placed = from(events).pipe(one.users.reading);
      await lastValueFrom(placed.pipe(predict(one.model.prediction as Node, { runner: runner() }), toArray()));
      await lastValueFrom(placed.pipe(evaluate({ loss: one.model.loss }, { runner: runner() })));
      const looks = [one.model.prediction, one.model.loss].map(node => (node as Node).subscribe());
      looks.forEach(look => look.unsubscribe());
      expect(bytesOf(one)).toBe(before);
    });
  },
);

describe.each(runners)('%s,', (_, runner) => {
  it('a model with a batch axis takes records of one row, and rows of batches to the same bits', async () => {
    const make = () => {
      const prediction = input('x', ['batch', 3]).pipe(recurrent(gruCell(5)), dense(1));
      return { prediction, loss: prediction.pipe(meanSquaredError(input('y', ['batch', 1]))) };
    };
    const records = events.map(({ x, y }) => ({ x, y: Float32Array.of(y) }));
    const [one, other] = [make(), make()];
    const single = await lastValueFrom(from(records).pipe(learn(one, optimizer(), { runner: runner() }), toArray()));
    const learning = learnRows(other as unknown as Model, optimizer(), { runner: runner() });
    const rows = await lastValueFrom(from(records).pipe(batch(25), learning, toArray()));
    expect(rows.flatMap(({ losses }) => [...losses.data])).toEqual(single.map(({ loss }) => loss));
    const two = from([{ x: new Float32Array(6), y: Float32Array.of(1, 2) }]);
    await expect(lastValueFrom(two.pipe(learn(one, optimizer(), { runner: runner() })))).rejects.toThrow(
      'recurrent: an event must be one record, a batch of one row',
    );
  });
});
