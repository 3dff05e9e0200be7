import { fromIterable } from '@thalweg/data';
import { fromLog, jsonCodec, memoryLog, topic } from '@thalweg/log';
import { accuracy, confusionMatrix } from '@thalweg/metrics';
import {
  mergeMetrics,
  mergeStatistics,
  progressive,
  quantileSketch,
  runningVariance,
  stateful,
  type Outcome,
} from '@thalweg/online';
import { from, lastValueFrom, map, Subject, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partitionOf, partitionsOf, toPartitions } from '../index.ts';

interface Payment {
  readonly customer: number;
  readonly amount: number;
}

const payments = topic('payments', jsonCodec<Payment>());
const key = ({ customer }: Payment): number => customer;
const some = Array.from({ length: 400 }, (_, i): Payment => ({ customer: (i * i) % 37, amount: Math.sin(i) * 100 }));

const valuesOf = <T>(values: Observable<T>): Promise<T[]> => lastValueFrom(values.pipe(toArray()));

describe('partitionOf', () => {
  it.each([
    ['', 0],
    ['!', 0x72661cf4],
    ['!C', 0xa0f7b07a],
    ['\0\0\0\0', 0x2362f9de],
  ])('of %j is that of the published hash', (text, hash) => {
    for (const partitions of [1, 2, 7, 64]) expect(partitionOf(text, partitions)).toBe(hash % partitions);
  });

  it('spreads keys evenly', () => {
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < 8000; i++) counts[partitionOf(`customer ${i}`, 8)]!++;
    // Six standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(178);
  });

  it('takes a number as its text, and refuses what is no key', () => {
    expect(partitionOf(17, 5)).toBe(partitionOf('17', 5));
    for (const wrong of [undefined, null, NaN, {}, Symbol()])
      expect(() => partitionOf(wrong as never, 3)).toThrow('partitionOf: a key must be a text, a number or a boolean');
    for (const count of [0, 1.5, NaN, '3'])
      expect(() => partitionOf('a', count as never)).toThrow('must be a whole number from 1');
  });
});

describe('toPartitions', () => {
  it.each([
    ['a stream', () => from(some)],
    ['a dataset', () => fromIterable(some)],
  ])('writes %s by key, each value once, equal keys in one place and in order', async (_, source) => {
    const log = memoryLog();
    const writing = (source() as Observable<Payment>).pipe(toPartitions(log, payments, { partitions: 4, key }));
    const sequences = await lastValueFrom(writing.pipe(toArray()));
    expect(sequences).toEqual(some.map((_, i) => i + 1));
    const parts = await Promise.all(
      partitionsOf(payments, 4).map(one => valuesOf(fromLog(log, one, { until: 'end' }))),
    );
    parts.forEach((part, i) => expect(part).toEqual(some.filter(value => partitionOf(key(value), 4) === i)));
    expect(parts.filter(part => part.length > 0)).toHaveLength(4);
  });

  it('gives all of them in their common order', async () => {
    const log = memoryLog();
    await lastValueFrom(from(some).pipe(toPartitions(log, payments, { partitions: 3, key })));
    const all = Object.fromEntries(partitionsOf(payments, 3).map(one => [one.name, one]));
    const read = await valuesOf(fromLog(log, all, { until: 'end' }));
    expect(read.map(({ value }) => value as Payment)).toEqual(some);
  });

  it('writes each value once if it begins anew under the same name', async () => {
    const log = memoryLog();
    const write = (count: number): Promise<number> =>
      lastValueFrom(from(some.slice(0, count)).pipe(toPartitions(log, payments, { partitions: 2, key, producer: 'file' })));
    await write(150);
    await write(400);
    const parts = await Promise.all(partitionsOf(payments, 2).map(one => valuesOf(fromLog(log, one, { until: 'end' }))));
    expect(parts.flat()).toHaveLength(400);
  }); // prettier-ignore

  it('ends with an error for a value without a key, and when the subscriber leaves', async () => {
    const log = memoryLog();
    const keyless = from([{ amount: 1 } as Payment]).pipe(toPartitions(log, payments, { partitions: 2, key }));
    await expect(lastValueFrom(keyless)).rejects.toThrow('a key must be a text');
    const source = new Subject<Payment>();
    const writing = source.pipe(toPartitions(log, payments, { partitions: 2, key })).subscribe();
    expect(source.observed).toBe(true);
    writing.unsubscribe();
    expect(source.observed).toBe(false);
  });

  it('refuses options that cannot be', () => {
    const log = memoryLog();
    const to = (options: object) => () => toPartitions(log, payments, { partitions: 2, key, ...options });
    expect(to({ partitions: 2 ** 31 })).toThrow('must be a whole number from 1 to 65536, got 2147483648');
    expect(to({ partitions: 0 })).toThrow('the number of partitions must be a whole number from 1');
    expect(to({ key: 'customer' })).toThrow('key');
    expect(to({ inFlight: 0 })).toThrow('inFlight must be a whole number from 1');
    expect(to({ partition: 2 })).toThrow('partitions');
  });
});

describe('what is learned of partitions', () => {
  it('merges to that of the whole stream', async () => {
    const log = memoryLog();
    await lastValueFrom(from(some).pipe(toPartitions(log, payments, { partitions: 4, key })));
    const statistics = [runningVariance(), quantileSketch(0.9)] as const;
    const metrics = { right: accuracy(), matrix: confusionMatrix() };
    const outcome = ({ customer, amount }: Payment, i: number): Outcome => ({
      step: i + 1,
      prediction: (customer % 10) / 10,
      target: amount > 0 ? 1 : 0,
      loss: 0,
    });
    const seen = async (values: Observable<Payment>) => {
      const operators = statistics.map(stateful);
      const measuring = progressive(metrics);
      const all = await lastValueFrom(values.pipe(toArray()));
      for (const operator of operators) from(all).pipe(map(({ amount }) => amount), operator).subscribe();
      from(all.map(outcome)).pipe(measuring).subscribe();
      return { statistics: operators.map(operator => operator.save()), metrics: measuring.save() };
    };
    const shards = await Promise.all(
      partitionsOf(payments, 4).map(one => seen(fromLog(log, one, { until: 'end' }))),
    );
    const whole = await seen(from(some));
    const [variance, quantile] = statistics.map((statistic, i) => [shards.map(shard => shard.statistics[i]!), [whole.statistics[i]!]]
      .map(saved => mergeStatistics(statistic, saved).now()));
    expect(variance![0]! / variance![1]!).toBeCloseTo(1, 12);
    expect(quantile![0]).toBe(quantile![1]);
    const [merged, wanted] = [shards.map(shard => shard.metrics), [whole.metrics]].map(saved => mergeMetrics(metrics, saved).now().metrics);
    expect(merged).toEqual(wanted);
  }); // prettier-ignore
});
