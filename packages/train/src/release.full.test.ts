import { batch, Dataset, epochs, fromIterable } from '@thalweg/data';
import { operation, type Node } from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { tensor, type TypedArray } from '@thalweg/tensor';
import { concat, firstValueFrom, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, predict, train } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { areCollected, turns } from './testing/turns.ts';

/** What is seen of a place in a frame. */
interface Place {
  readonly data: TypedArray;
  readonly write: () => TypedArray;
}

/** A loss that notes the places its values have in frames. */
function traced() {
  const { loss, ...model } = line();
  const slots: WeakRef<object>[] = [];
  const trace = operation({
    name: 'trace',
    shape: ([x]) => x!,
    kernel: {
      kind: 'loop',
      bind(output: Pick<Place, 'write'>, [x]: readonly Pick<Place, 'data'>[]) {
        slots.push(new WeakRef(output), new WeakRef(x!));
        return () => void (output.write()[0] = x!.data[0]!);
      },
    },
    gradient: upstream => [upstream],
  });
  return { ...model, loss: trace(loss as Node) as Node<readonly []>, slots };
}

const record = { x: 1, y: 2 };
const endless = () => fromIterable([record]).pipe(epochs(Infinity));

type Run = (model: ReturnType<typeof traced>) => Promise<unknown>;

const endings: Record<string, Run> = {
  'it was unsubscribed': async ({ loss }) => {
    const log = observe(endless().pipe(train(loss, adam())));
    while (log.values.length < 3) await turns(1);
    log.unsubscribe();
    const steps = log.values.length;
    await turns();
    expect(log.values.length).toBe(steps);
  },
  'take(3)': ({ loss }) => observe(endless().pipe(train(loss, adam()), take(3))).ended,
  'its end': ({ loss }) => observe(fromIterable([record, record]).pipe(train(loss, adam()))).ended,
  'an error of the source': ({ loss }) =>
    observe(concat(of(record), throwError(() => new Error('cut'))).pipe(train(loss, adam()))).ended,
  'a step that failed': ({ loss }) => observe(fromIterable([record, { x: NaN, y: 1 }]).pipe(train(loss, adam()))).ended,
  'firstValueFrom': ({ loss }) => firstValueFrom(endless().pipe(train(loss, adam()))),
  'an unsubscribe inside a step': async ({ loss }) => {
    const record$ = new Subject<typeof record>();
    const log = observe(record$.pipe(train(loss, adam())));
    const inside = observe(loss, () => log.unsubscribe());
    record$.next(record);
    inside.unsubscribe();
    expect([inside.values.length, record$.observed]).toEqual([1, false]);
  },
  'an evaluation': ({ loss }) => observe(of(record).pipe(evaluate({ loss }))).ended,
  'a prediction': ({ loss }) => observe(of(record).pipe(predict(loss), take(1))).ended,
}; // prettier-ignore

describe('what a run held is released, the model living on, after', () => {
  it.each(Object.entries(endings))('%s', async (_, run) => {
    const model = traced();
    await run(model);
    expect(model.slots.length).toBeGreaterThanOrEqual(2);
    expect(await areCollected(model.slots)).toBe(true);
    expect(model.w.circuit.live.size).toBe(0);
  });
});

describe('a run lets go of', () => {
  it('its records', async () => {
    const { loss, x: still } = classifier();
    const refs: WeakRef<object>[] = [];
    const source = new Dataset({
      length: 3,
      read: () => ({
        next: () => {
          if (refs.length === 3) return undefined;
          const x = tensor([[1, 2, refs.length]]);
          refs.push(new WeakRef(x));
          return { x, label: tensor([1], { dtype: 'int32' }) };
        },
      }),
    });
    await observe(source.pipe(train(loss, adam()))).ended;
    expect(refs).toHaveLength(3);
    expect(await areCollected(refs)).toBe(true);
    expect(still.circuit!.root()).toBe(loss.circuit!.root());
  });

  it('the stream of a hyperparameter, however it ends', async () => {
    let connections = 0;
    const rate$ = new Observable<number>(subscriber => {
      connections++;
      subscriber.add(() => connections--);
      subscriber.next(0.1);
    });
    const { loss } = line();
    const run = train(loss, adam({ learningRate: rate$ }));
    const record$ = new Subject<typeof record>();
    const left = observe(record$.pipe(run));
    record$.next(record);
    expect(connections).toBe(1);
    left.unsubscribe();
    expect(connections).toBe(0);
    const failed = observe(record$.pipe(run));
    record$.next({ x: NaN, y: 1 });
    expect([failed.errors.length, connections]).toEqual([1, 0]);
    const ended = observe(fromIterable([record]).pipe(run));
    expect(connections).toBe(1);
    await ended.ended;
    expect([ended.completions, connections]).toEqual([1, 0]);
  });

  it('the cursor of its dataset', async () => {
    let closed = 0;
    const source = (ending: 'end' | 'error') =>
      new Dataset<typeof record>({
        length: undefined,
        read: () => {
          let left = 3;
          return {
            next: () => {
              if (left-- > 0) return record;
              if (ending === 'error') throw new Error('unreadable');
              return undefined;
            },
            close: () => void closed++,
          };
        },
      });
    await observe(source('end').pipe(train(line().loss, sgd()))).ended;
    expect(closed).toBe(1);
    const failed = observe(source('error').pipe(train(line().loss, sgd())));
    await failed.ended;
    expect([failed.errors, closed]).toEqual([[new Error('unreadable')], 2]);
    await observe(source('end').pipe(train(line().loss, sgd()), take(1))).ended;
    expect(closed).toBe(3);
    const early = observe(source('end').pipe(train(line().loss, sgd())));
    early.unsubscribe();
    await turns();
    expect(early.values).toEqual([]);
  });

  it('its validation', async () => {
    const { loss } = classifier();
    let open = 0;
    const validation = new Dataset({ length: 1, read: () => { open++; return { next: () => undefined, close: () => void open-- }; } }); // prettier-ignore
    const waiting = concat(validation, NEVER);
    const log = observe(points(4).pipe(batch(2), epochs(2), train(loss, adam(), { validation: waiting })));
    await turns();
    log.unsubscribe();
    expect([log.values.length, open]).toEqual([1, 0]);
  });
});
