import { batch, epochs, fromColumns, fromIterable, map, shuffle, type Dataset } from '@thalweg/data';
import { cast, equal, feed, input, mul, parameter, read, square, sub, sum } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, measure, predictor, train, trainRows } from './index.ts';
import { observe } from './testing/observe.ts';

const rate = sgd({ learningRate: 0.5 });

function classifier() {
  const x = input('x', ['batch', 2]);
  const y = input('y', ['batch'], 'int32');
  const logits = x.pipe(dense(2, { seed: 1 }));
  return { x, y, logits, loss: logits.pipe(softmaxCrossEntropy(y)) };
}

const rows = Array.from({ length: 20 }, (_, i) => ({ x: [i % 2, 1 - (i % 2)], y: i % 2 }));
const asInt32 = fromColumns({ x: rows.map(({ x }) => x), y: Int32Array.from(rows, ({ y }) => y) });

/** The losses of all steps over a dataset of rows. */
function losses(source: Dataset<{ x: unknown; y: number }>): Promise<number[]> {
  const steps$ = source.pipe(shuffle({ seed: 3 }), batch(8), epochs(3), train(classifier().loss, rate));
  return lastValueFrom(steps$.pipe(toArray())).then(steps => steps.map(({ loss }) => loss));
}

describe('labels that are plain whole numbers', () => {
  it('train a classification as an Int32Array does, from records, columns and behind a map', async () => {
    const wanted = await losses(asInt32);
    expect(wanted).toHaveLength(9);
    expect(await losses(fromIterable(rows))).toEqual(wanted);
    expect(await losses(fromColumns({ x: rows.map(({ x }) => x), y: rows.map(({ y }) => y) }))).toEqual(wanted);
    expect(await losses(asInt32.pipe(map(({ x, y }) => ({ x, y: 1 - (1 - y) })))).then(Array.from)).toEqual(wanted);
  });

  it('are taken by evaluate, trainRows, feed and predictor', async () => {
    const { x, y, logits, loss } = classifier();
    const test$ = fromIterable(rows).pipe(batch(20), evaluate({ loss, share: logits.pipe(measure(accuracy(), y)) }));
    expect((await lastValueFrom(test$)).share).toBeGreaterThanOrEqual(0);
    feed([x, [[0, 1]]], [y, tensor([1])]);
    expect(read(y).toArray()).toEqual([1]);
    expect(predictor(sum(cast(equal(y, 1), 'float32')))({ y: new Float32Array([1, 0, 1]) })).toBe(2);
    const targets = input('t', [], 'int32');
    const squares = square(sub(mul(parameter(1), input('x', [])), cast(targets, 'float32')));
    const steps = await lastValueFrom(of({ x: tensor([1, 2]), t: tensor([3, 4]) }).pipe(trainRows(squares, rate)));
    expect(steps.step).toBe(2);
  });

  it('are still what a subscriber saw, and the batches are not changed', async () => {
    const { y, loss } = classifier();
    const seen: unknown[] = [];
    y.subscribe(labels => seen.push(labels));
    const batches = [tensor([0, 1]), tensor([1, 1])].map(y => ({ x: [[0, 1], [1, 0]], y })); // prettier-ignore
    await lastValueFrom(of(...batches).pipe(train(loss, rate)));
    expect(seen.map(String)).toEqual(['int32 [2] [0, 1]', 'int32 [2] [1, 1]']);
    expect(batches.map(({ y }) => String(y))).toEqual(['float32 [2] [0, 1]', 'float32 [2] [1, 1]']);
  });
});

describe('a plain number that is no label', () => {
  const failure = async (y: number): Promise<string> => {
    const records = fromIterable([...rows.slice(0, 3), { x: [1, 0], y }]);
    const log = observe(records.pipe(batch(2), train(classifier().loss, rate)));
    await log.ended;
    return (log.errors[0] as Error).message;
  };
  const place = 'at row 1 in batch 1.';

  it.each([
    [0.5, `numbers for an int32 must be whole, and below 2²⁴ if they come as float32, got 0.5 ${place} Round them, or give an Int32Array or { data, dtype: 'int32' }.`],
    [NaN, `if they come as float32, got NaN ${place}`],
    [-Infinity, `if they come as float32, got -Infinity ${place}`],
    [2 ** 24 + 1, `if they come as float32, got 16777216 ${place} Round them, or give an Int32Array`],
    [2 ** 31, `if they come as float32, got 2147483648 ${place}`],
    [-3, `must be from 0 to 1 for softmaxCrossEntropy, got -3 ${place}`],
  ])('is refused with field, row and advice: %d', async (label, message) => {
    const found = await failure(label);
    expect(found).toContain(message);
    expect(found).toContain('train: ');
    expect(found).toContain("the field 'y'");
  }); // prettier-ignore

  it('is skipped and counted where bad records are', async () => {
    const learn = train(classifier().loss, rate, { onBadRecord: 'skip' });
    const records = fromIterable([...rows.slice(0, 2), { x: [1, 0], y: 0.5 }, ...rows.slice(3, 5)]);
    const steps = await lastValueFrom(records.pipe(batch(1), learn, toArray()));
    expect(steps).toHaveLength(4);
    expect(observe(learn.skipped).values.at(-1)).toMatchObject({ badRecords: 1, error: { name: 'DataError' } });
  });

  it('is known exactly where it comes as a float64', () => {
    const count = input('n', ['rows'], 'int32');
    feed([count, new Float64Array([2 ** 24 + 1, -(2 ** 31)])]);
    expect(read(count).toArray()).toEqual([2 ** 24 + 1, -(2 ** 31)]);
    expect(() => feed([count, new Float64Array([0, 2 ** 31])])).toThrow('if they come as float32, got 2147483648 at row 1');
    expect(() => feed([input('on', [2], 'bool'), new Float32Array([1, 2])])).toThrow('numbers for a bool must be 0 or 1, got 2 at element 1. Compare them with 0.');
  }); // prettier-ignore
});
