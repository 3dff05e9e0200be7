import { takenRows } from '@thalweg/drawn';
import { input, read, registersOf, type Node, type Runner } from '@thalweg/graph';
import { dropout, gruCell, lruCell, recurrent } from '@thalweg/nn';
import { learn, linearRegression, predictFirst, type Learning, type Outcome } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, of, retry, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { userEvents, type UserEvent } from './testing/event-stream.ts';

const events = userEvents(30, 1);
/** An event that has a loss too large for float32. */
const failing: UserEvent = { ...events[0]!, y: 3e38 };

/** A model, a learning of it and the bytes of all that it has learned. */
function learner(
  layers: (x: Node<readonly [3]>) => Node<readonly [number]>,
  options: Parameters<typeof learn>[2] = {},
) {
  const model = linearRegression(layers(input('x', [3])), input('y', []));
  const learning = learn(model, sgd({ learningRate: 0.05 }), options);
  const bytes = (): string =>
    registersOf(model.loss as Node)
      .map(register => `${register.name} ${read(register as Node).data.join()}`)
      .sort()
      .join('\n');
  return { model, learning, bytes };
}

function pushed(
  learning: Learning<Outcome<number, number>>,
  how = (source: Observable<UserEvent>) => source.pipe(learning),
) {
  const source = new Subject<UserEvent>();
  const told: Outcome<number, number>[] = [];
  const errors: unknown[] = [];
  const subscription = how(source).subscribe({ next: one => told.push(one), error: error => errors.push(error) });
  return { source, told, errors, leave: () => subscription.unsubscribe() };
}

const layers = [
  ['a gated cell', (x: Node<readonly [3]>) => x.pipe(recurrent(gruCell(4)))],
  ['a gated cell and three events', (x: Node<readonly [3]>) => x.pipe(recurrent(gruCell(4), { truncate: 3 }))],
  ['a linear cell with traces', (x: Node<readonly [3]>) => x.pipe(recurrent(lruCell(4), { traces: true }))],
] as const;
const runners = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
] as const satisfies readonly (readonly [string, () => Runner | undefined])[];

/** Layers with both runners. */
const byRunner = <Row extends readonly [name: string, make: unknown]>(rows: readonly Row[]) =>
  runners.flatMap(([name, runner]) => rows.map(([layer, make]) => [name, layer, { runner, make: make as Row[1] }] as const)); // prettier-ignore

/** Some of them, each layer at least with one. */
const taken = (table: string) => takenRows(table, byRunner(layers), ([, layer]) => layer);

describe('a step that fails', () => {
  it.each(taken('failing steps'))(
    'leaves the carry as it was, and learning goes on from it: %s, %s',
    (_name, _layer, { runner, make }) => {
      const [one, other] = [learner(make, { runner: runner() }), learner(make, { runner: runner() })];
      const run = pushed(one.learning, source => source.pipe(one.learning, retry(1)));
      for (const event of events.slice(0, 20)) run.source.next(event);
      const before = one.bytes();
      run.source.next(failing);
      expect(one.bytes()).toBe(before);
      for (const event of events.slice(20)) run.source.next(event);
      const whole = pushed(other.learning);
      for (const event of events) whole.source.next(event);
      expect(run.told).toEqual(whole.told);
      expect(one.bytes()).toBe(other.bytes());
      expect(one.bytes()).not.toBe(before);
      run.source.next(failing);
      expect(run.errors).toHaveLength(1);
      whole.leave();
    },
  );

  it.each(taken('skipped steps'))(
    'is skipped by option, as if there had been no such event: %s, %s',
    (_name, _layer, { runner, make }) => {
      const [one, other] = [
        learner(make, { runner: runner(), whenNotFinite: 'skip' }),
        learner(make, { runner: runner() }),
      ];
      const [run, whole] = [pushed(one.learning), pushed(other.learning)];
      for (const event of events) {
        whole.source.next(event);
        run.source.next(failing);
        run.source.next(event);
      }
      expect(one.bytes()).toBe(other.bytes());
      run.leave();
      whole.leave();
    },
  );
});

const dropping = [
  ['below it', (x: Node<readonly [3]>) => x.pipe(dropout(0.5), recurrent(gruCell(4)))],
  ['below a window of events', (x: Node<readonly [3]>) => x.pipe(dropout(0.5), recurrent(gruCell(4), { truncate: 3 }))],
  ['below traces', (x: Node<readonly [3]>) => x.pipe(dropout(0.5), recurrent(lruCell(4), { traces: true }))],
  ['above it', (x: Node<readonly [3]>) => x.pipe(recurrent(gruCell(4)), dropout(0.5))],
] as const;

describe('a layer over events', () => {
  it.each(taken('other subscribers'))(
    'continues after its subscriber left and another one came: %s, %s',
    (_name, _layer, { runner, make }) => {
      const [one, other] = [learner(make, { runner: runner() }), learner(make, { runner: runner() })];
      const first = pushed(one.learning);
      for (const event of events.slice(0, 9)) first.source.next(event);
      first.leave();
      expect(first.source.observed).toBe(false);
      first.source.next(events[9]!);
      const second = pushed(one.learning);
      for (const event of events.slice(9)) second.source.next(event);
      const whole = pushed(other.learning);
      for (const event of events) whole.source.next(event);
      expect([...first.told, ...second.told].map(({ loss }) => loss)).toEqual(whole.told.map(({ loss }) => loss));
      expect(one.bytes()).toBe(other.bytes());
    },
  );

  it.each(takenRows('dropout over events', byRunner(dropping), ([, where]) => where))(
    '%s, predicts without dropout %s, from the carry before the event',
    async (_name, _where, { runner, make }) => {
      const { model, learning } = learner(make, { runner: runner() });
      const predicting = predictFirst(model.prediction, { runner: runner() });
      const run = pushed(learning);
      for (const event of events) {
        const { predicted } = await lastValueFrom(of(event).pipe(predicting));
        run.source.next(event);
        expect(run.told.at(-1)!.prediction).toBeCloseTo(predicted, 6);
      }
      // The loss is that of the step, in which half of the elements are dropped.
      const differences = run.told.map(({ prediction, target, loss }) =>
        Math.abs(loss - (prediction - target) ** 2 / 2),
      );
      expect(Math.max(...differences)).toBeGreaterThan(1e-3);
      run.leave();
    },
  );
});
