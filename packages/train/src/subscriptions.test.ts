import { batch, type Dataset } from '@thalweg/data';
import { read } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { catchError, concat, EMPTY, lastValueFrom, merge, repeat, retry, share, Subject, take, toArray, type Observable } from 'rxjs'; // prettier-ignore
import { describe, expect, it } from 'vitest';
import { snapshot, train, trainRows, type Resumable } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';

interface Pair {
  readonly x: number;
  readonly y: number;
}
const pair: Pair = { x: 1, y: 2 };
const rows = { x: [1, 2], y: [2, 1] };

/** Both operators, with a source that pushes a record for them. */
const operators = {
  train: () => {
    const { w, loss } = line();
    return { w, learn: train(loss, sgd({ learningRate: 0.1 })), record: pair as object, steps: 1 };
  },
  trainRows: () => {
    const { w, loss } = line();
    return { w, learn: trainRows(loss, sgd({ learningRate: 0.1 })), record: rows as object, steps: 2 };
  },
};

type Learn = Resumable & ((source: Observable<unknown>) => Observable<{ readonly step: number }>);

describe.each(['train', 'trainRows'] as const)('a subscription of %s', name => {
  const made = () => {
    const { learn, ...rest } = operators[name]();
    return { ...rest, learn: learn as Learn, record$: new Subject<unknown>() };
  };

  it('while another one is active is refused, and the first learns each record once', () => {
    const { learn, record$, record, steps } = made();
    const steps$ = record$.pipe(learn);
    const [first, second] = [observe(steps$), observe(steps$)];
    expect(second.errors).toMatchObject([{ name: 'GraphError' }]);
    expect(String(second.errors[0])).toContain(
      `${name}: a training may have one subscription at a time, got a second one while the first is active.`,
    );
    expect(String(second.errors[0])).toContain('share()');
    for (let i = 0; i < 3; i++) record$.next(record);
    expect(first.values.map(({ step }) => step)).toEqual([steps, 2 * steps, 3 * steps]);
    expect(first.errors).toEqual([]);
  });

  it('by another source while one is active is refused, and the error names merge', () => {
    const { learn, record$, record, steps } = made();
    const first = observe(record$.pipe(learn));
    const other$ = new Subject<unknown>();
    const second = observe(other$.pipe(learn));
    expect(String(second.errors[0])).toContain('merge');
    expect(other$.observed).toBe(false);
    record$.next(record);
    expect(first.values.map(({ step }) => step)).toEqual([steps]);
  });

  it('through share() and merge has as many subscribers and sources as wanted', () => {
    const { learn, record$, record, steps } = made();
    const other$ = new Subject<unknown>();
    const steps$ = merge(record$, other$).pipe(learn, share());
    const logs = [observe(steps$), observe(steps$)];
    record$.next(record);
    other$.next(record);
    expect(logs.map(({ values }) => values.map(({ step }) => step))).toEqual([[steps, 2 * steps], [steps, 2 * steps]]); // prettier-ignore
  });

  it('after one that was left continues with what was learned', () => {
    const { learn, record$, record, steps } = made();
    const first = observe(record$.pipe(learn));
    record$.next(record);
    first.unsubscribe();
    const second = observe(record$.pipe(learn));
    record$.next(record);
    expect(second.values.map(({ step }) => step)).toEqual([2 * steps]);
  });

  it('inside the callbacks of the end of another one is allowed', () => {
    for (const end of ['error', 'complete'] as const) {
      const { learn, record$, record, steps } = made();
      const again$ = new Subject<unknown>();
      let again: ReturnType<typeof observe<{ readonly step: number }>> | undefined;
      const more = (): void => void (again = observe(again$.pipe(learn)));
      record$.pipe(learn).subscribe({ error: more, complete: more });
      record$.next(record);
      record$[end](new Error('over'));
      again$.next(record);
      expect([again!.errors, again!.values.map(({ step }) => step)]).toEqual([[], [2 * steps]]);
    }
  });

  it('by retry and by catchError goes on after a bad record', () => {
    for (const again of [retry<{ readonly step: number }>(), catchError((_, caught: Observable<{ readonly step: number }>) => caught)]) {
      const { learn, record$, record, steps } = made();
      const log = observe(record$.pipe(learn, again));
      for (const next of [record, { x: 'one' }, record, {}, record]) record$.next(next);
      expect([log.errors, log.values.map(({ step }) => step)]).toEqual([[], [steps, 2 * steps, 3 * steps]]);
    }
  }); // prettier-ignore

  it('releases everything before it delivers the error', () => {
    const { learn, record$ } = made();
    let observed: boolean | undefined;
    record$.pipe(learn).subscribe({ error: () => (observed = record$.observed) });
    record$.next({});
    expect(observed).toBe(false);
  });
});

describe('a training of a dataset', () => {
  const data = points(12) as Dataset<unknown>;

  it.each([8, Infinity])('can be repeated and concatenated: slices of %d ms', async sliceMs => {
    for (const twice of [(steps$: Observable<{ step: number }>) => steps$.pipe(repeat(2)), (steps$: Observable<{ step: number }>) => concat(steps$, steps$)]) {
      const steps$ = data.pipe(batch(4), train(classifier().loss, sgd(), { sliceMs }));
      const told = await lastValueFrom(twice(steps$).pipe(toArray()));
      expect(told.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  }); // prettier-ignore

  it('that take() has ended can be concatenated', async () => {
    const steps$ = data.pipe(batch(4), train(classifier().loss, sgd()));
    const told = await lastValueFrom(concat(steps$.pipe(take(1)), steps$.pipe(take(2))).pipe(toArray()));
    expect(told.map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it('that is refused keeps the position to resume from', async () => {
    const learn = train(classifier().loss, sgd());
    const steps$ = data.pipe(batch(4), learn);
    const first = lastValueFrom(steps$.pipe(take(2)));
    expect(observe(steps$).errors).toHaveLength(1);
    await first;
    expect(snapshot({ learn }).parts['learn']!.values).toMatchObject({ position: { index: 2 } });
  });

  it('whose frame cannot be opened is not active', async () => {
    const { loss } = line();
    const broken = { open: () => { throw new Error('no runner'); } }; // prettier-ignore
    const steps$ = EMPTY.pipe(train(loss, sgd(), { runner: broken }));
    for (let i = 0; i < 2; i++) expect(observe(steps$).errors).toEqual([new Error('no runner')]);
  });

  it('moves the parameters once for each record, also where a second subscription was refused', () => {
    const [alone, twice] = [line(), line()];
    const record$ = new Subject<Pair>();
    const steps$ = record$.pipe(train(twice.loss, sgd({ learningRate: 0.1 })));
    observe(record$.pipe(train(alone.loss, sgd({ learningRate: 0.1 }))));
    observe(steps$);
    observe(steps$);
    for (let i = 0; i < 100; i++) record$.next({ x: 1, y: i });
    expect(read(twice.w).item()).toBe(read(alone.w).item());
  });
});
