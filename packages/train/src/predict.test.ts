import { batch, fromIterable } from '@thalweg/data';
import { read, softmax } from '@thalweg/graph';
import { dropout } from '@thalweg/nn';
import { lastValueFrom, Subject, toArray, type Observable } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Tensor } from '@thalweg/tensor';
import { predict } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf } from './testing/watched.ts';

describe('predict', () => {
  it('gives the value of a node for every record, by pull', async () => {
    const { prediction, w } = line();
    w.set(3);
    const records = fromIterable([1, 2, -1].map(x => ({ x })));
    const values = await lastValueFrom(records.pipe(predict(prediction), toArray()));
    expect(values.map(value => value.item())).toEqual([3, 6, -3]);
  });

  it('gives it at once, by push, and completes with its source', () => {
    const { prediction, w } = line();
    w.set(3);
    const record$ = new Subject<{ x: number }>();
    const log = observe(record$.pipe(predict(prediction)));
    record$.next({ x: 2 });
    w.set(4);
    record$.next({ x: 2 });
    expect(log.values.map(value => value.item())).toEqual([6, 8]);
    record$.complete();
    expect(log.completions).toBe(1);
  });

  it('gives tensors that stay, whatever size the batches have', async () => {
    const { logits, x } = classifier();
    const all = await lastValueFrom(points(10).pipe(batch(4), predict(softmax(logits)), toArray()));
    expect(all.map(({ shape }) => shape)).toEqual([[4, 2], [4, 2], [2, 2]]); // prettier-ignore
    const [whole] = await lastValueFrom(points(10).pipe(batch(Infinity), predict(softmax(logits)), toArray()));
    expect(all.flatMap(value => value.toArray())).toEqual(whole!.toArray());
    const [fed] = await lastValueFrom(points(10).pipe(batch(4), predict(x), toArray()));
    expect(fed!.toArray()).toEqual((await points(10).pipe(batch(4)).open().next())!.x.toArray());
  });

  it('needs the fields that the node depends on, and no others', async () => {
    const { logits } = classifier();
    const log = observe(fromIterable([{ x: [[1, 2, 3]] }]).pipe(predict(logits)));
    await log.ended;
    expect([log.values.length, log.errors]).toEqual([1, []]);
  });

  it('moves nothing, and does not drop out', async () => {
    const { logits, parameters } = classifier();
    const before = bytesOf(parameters);
    const dropping = logits.pipe(dropout(0.9));
    const both = await lastValueFrom(points(8).pipe(batch(8), predict(dropping), toArray()));
    const plain = await lastValueFrom(points(8).pipe(batch(8), predict(logits), toArray()));
    expect(both[0]!.toArray()).toEqual(plain[0]!.toArray());
    expect(bytesOf(parameters)).toEqual(before);
    expect(() => read(logits)).toThrow("none for 'x'");
  });

  it('knows the shape of what it gives', () => {
    const { logits } = classifier();
    expectTypeOf(points(1).pipe(predict(logits), toArray())).toExtend<Observable<Tensor<readonly ['batch', 2]>[]>>();
  });
});
