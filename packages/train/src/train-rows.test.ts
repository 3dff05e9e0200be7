import { batch, epochs, fromColumns, type Dataset } from '@thalweg/data';
import { gather, input, mul, parameter, read, square, sum, type Node } from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { lastValueFrom, of, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, train, trainRows } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';

const bits = (nodes: readonly Node[]): number[][] => nodes.map(node => Array.from(read(node).data));

describe('trainRows', () => {
  it('goes the way that train goes with batches of one, to the last bit, whatever the batches', async () => {
    const wanted = classifier();
    await lastValueFrom(points(10).pipe(batch(1), epochs(3), train(wanted.loss, adam())));
    for (const size of [1, 3, 10]) {
      const { loss, parameters } = classifier();
      const last = await lastValueFrom(points(10).pipe(batch(size), epochs(3), trainRows(loss, adam())));
      expect(last.step).toBe(30);
      expect(bits(parameters as readonly Node[])).toEqual(bits(wanted.parameters as readonly Node[]));
    }
  });

  it('takes inputs that are declared for one example: columns have an axis more', async () => {
    const { w, loss } = line();
    const pairs = fromColumns({ x: Float64Array.of(1, 2, -1), y: Float64Array.of(2, 2, 1) }) as Dataset<unknown>;
    const record = await lastValueFrom(pairs.pipe(batch(3), trainRows(loss, sgd({ learningRate: 0.1 }))));
    let weight = 0;
    const losses = [[1, 2], [2, 2], [-1, 1]].map(([x, y]) => {
      const error = weight * x! - y!;
      weight -= 0.1 * 2 * error * x!;
      return error ** 2;
    }); // prettier-ignore
    expect(Array.from(record.losses)).toEqual(losses.map(one => expect.closeTo(one, 12) as number));
    expect(record).toMatchObject({ step: 3, epoch: 1, loss: expect.closeTo((losses[0]! + losses[1]! + losses[2]!) / 3, 12) as number }); // prettier-ignore
    expect(read(w).item()).toBeCloseTo(weight, 12);
  });

  it('tells of batches with the means of metrics, or of rows, of the same steps', async () => {
    const run = <E extends 'rows' | 'batches'>(emit: E) => {
      const { loss } = classifier();
      const metrics = { twice: mul(2, loss) as Node<readonly []> };
      return lastValueFrom(
        points(5).pipe(batch(2), epochs(2), trainRows(loss, sgd({ learningRate: 0.1 }), { metrics, emit }), toArray()),
      );
    };
    const [rows, batches] = [await run('rows'), await run('batches')];
    expect(rows.map(({ step, epoch }) => [step, epoch])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 1 + Math.floor(i / 5)]),
    );
    expect(batches.flatMap(({ losses }) => [...losses])).toEqual(rows.map(({ loss }) => loss));
    expect(batches.map(({ step, losses }) => [step, losses.length])).toEqual([[2, 2], [4, 2], [5, 1], [7, 2], [9, 2], [10, 1]]); // prettier-ignore
    for (const { loss, metrics } of batches) expect(metrics.twice).toBeCloseTo(2 * loss, 6);
    expect(Object.keys(rows[0]!)).not.toContain('losses');
  });

  it('learns a batch whole: who leaves in the middle of it stops what comes after', async () => {
    const { loss, parameters } = classifier();
    const before = classifier();
    await lastValueFrom(points(8).pipe(batch(4), take(1), trainRows(before.loss, sgd())));
    const rows = points(8).pipe(batch(4), trainRows(loss, sgd(), { emit: 'rows' }), take(2), toArray());
    expect((await lastValueFrom(rows)).map(({ step }) => step)).toEqual([1, 2]);
    expect(bits(parameters as readonly Node[])).toEqual(bits(before.parameters as readonly Node[]));
  });

  it('tells of the rows before one that fails, which stay learned, then why', () => {
    const table = parameter([1, 2, 3], { name: 'table' });
    const at = input('at', [2], 'int32');
    const loss = sum(square(gather(table, at as Node))) as Node as Node<readonly []>;
    const log = observe(
      of({ at: tensor(Int32Array.of(0, 1, 2, 2, 0, 3, 1, 1), { shape: [4, 2] }) }).pipe(
        trainRows(loss, sgd({ learningRate: 0.25 })),
      ),
    );
    expect(log.values.map(({ step, losses }) => [step, [...losses]])).toEqual([[2, [5, 18]]]);
    expect(String(log.errors)).toContain('gather: indices must be from 0 to 2, got 3');
    expect(Array.from(read(table as Node).data)).toEqual([0.5, 1, 0]);
  });

  it('keeps the error of a row from a subscriber that leaves at the row before it', () => {
    const table = parameter([1, 2, 3], { name: 'table' });
    const loss = sum(gather(table, input('at', [2], 'int32') as Node)) as Node as Node<readonly []>;
    const learn = trainRows(loss, sgd(), { emit: 'rows' });
    const batch$ = new Subject<unknown>();
    const log = observe(batch$.pipe(learn), (_, { unsubscribe }) => unsubscribe());
    batch$.next({ at: tensor(Int32Array.of(0, 1, 3, 1), { shape: [2, 2] }) });
    expect([log.values.length, log.errors]).toEqual([1, []]);
    expect(learn.progress).toMatchObject({ active: false, last: { step: 1 } });
  });

  it('is seen by those who look at what it computes, step by step', async () => {
    const { w, x, y, loss } = line();
    const seen: number[] = [];
    w.subscribe(value => seen.push(value.item()));
    const pairs = fromColumns({ x: Float64Array.of(1, 2), y: Float64Array.of(2, 2) }) as Dataset<unknown>;
    await lastValueFrom(pairs.pipe(batch(2), trainRows(loss, sgd({ learningRate: 0.1 }))));
    expect(seen).toHaveLength(3);
    expect([x.name, y.name]).toEqual(['x', 'y']);
  });

  it('learns a batch whole also where somebody who looks at the model leaves in the middle of it', () => {
    const batch = { x: [1, 2, 3, 4], y: [2, 2, 2, 2] };
    const whole = line();
    observe(of(batch).pipe(trainRows(whole.loss, sgd({ learningRate: 0.01 }))));
    const { w, loss } = line();
    const batches$ = new Subject<typeof batch>();
    const log = observe(batches$.pipe(trainRows(loss, sgd({ learningRate: 0.01 }))));
    let seen = 0;
    w.subscribe(() => {
      if (++seen === 3) log.unsubscribe();
    });
    batches$.next(batch);
    expect([seen, log.values]).toEqual([5, []]);
    expect(read(w as Node).data).toEqual(read(whole.w as Node).data);
  });

  it('goes on from a snapshot as if it had not stopped', async () => {
    const whole = classifier();
    const data = points(9).pipe(batch(2), epochs(2));
    await lastValueFrom(data.pipe(trainRows(whole.loss, adam())));
    const before = classifier();
    const learn = trainRows(before.loss, adam());
    await lastValueFrom(data.pipe(learn, take(3)));
    const after = classifier();
    const again = trainRows(after.loss, adam());
    restore({ learn: again }, decodeSnapshot(encodeSnapshot(snapshot({ learn }))));
    await lastValueFrom(data.pipe(again));
    expect(bits(after.parameters as readonly Node[])).toEqual(bits(whole.parameters as readonly Node[]));
  });

  it('says what is wrong with columns', () => {
    const failure = (batch: unknown): string => String(observe(of(batch).pipe(trainRows(line().loss, sgd()))).errors);
    expect(failure({ x: [1, 2], y: [1] })).toMatch(
      /^ShapeError: trainRows: all fields must have as many rows, got \[\d\] and \[\d\]/,
    );
    expect(failure({ x: [1, NaN], y: [1, 2] })).toContain("the field 'x' must be finite, got NaN at element 1");
    expect(failure({ x: 1, y: [1] })).toContain('x: a value must have the shape [rows]');
    expect(failure({ x: [1] })).toContain("records must have a field 'y'");
    expect(failure({ x: [], y: [] })).toBe('');
    expect(() => trainRows(square(parameter([1, 2])) as never, sgd())).toThrow('must be a scalar');
  });
});
