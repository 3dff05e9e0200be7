import type { Slot } from '@thalweg/graph/engine';
import { describe, expect, it } from 'vitest';
import type { ScheduleItem } from './schedule-item.ts';
import { FreeBuffers, temporaryBuffers } from './lifetimes.ts';

const slot = (size: number): Slot => ({ shape: [size], wire: { dtype: 'float32', operation: { kernel: { kind: 'loop' } } } }) as never; // prettier-ignore

const loop = (writes: Slot[], reads: Slot[], apart: Slot[] = []): ScheduleItem => ({ kind: 'group', vector: true, group: { roots: new Map(writes.map(one => [one, 0])), leaves: reads.map(one => ({ slot: one })), readsInPlace: (one: Slot) => !apart.includes(one) } as never }); // prettier-ignore

const unit = (writes: Slot, ...reads: Slot[]): ScheduleItem => ({ kind: 'loop', slot: writes, name: 'count', code: { reads, emit: () => {} } }); // prettier-ignore

describe('buffers of values that only code looks at', () => {
  it('are taken in turn along a chain: two are enough however long it is', () => {
    const chain = Array.from({ length: 9 }, () => slot(100));
    const units = chain.slice(1).map((one, i) => unit(one, chain[i]!));
    const { bytes, of } = temporaryBuffers(units, new Set());
    expect(bytes).toEqual([400, 400]);
    expect(chain.slice(1).map(one => of.get(one))).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('are not written while one of the values in them is still to be read', () => {
    const [a, b, c, d] = [slot(8), slot(8), slot(8), slot(8)];
    const { of } = temporaryBuffers([unit(a), unit(b, a), unit(c, b), unit(d, a, c)], new Set());
    expect(new Set([of.get(a), of.get(b), of.get(c)]).size).toBe(3);
    expect(of.get(d)).toBe(of.get(b));
  });

  it('become as large as the largest value in them', () => {
    const [a, b, c] = [slot(10), slot(2), slot(50)];
    expect(temporaryBuffers([unit(a), unit(b, a), unit(c, b)], new Set()).bytes).toEqual([200, 8]);
  });

  it('are of no value that is kept, and of none that the interpreter reads or writes', () => {
    const [a, b, c] = [slot(4), slot(4), slot(4)];
    const read = { kind: 'interpret', slot: { ...slot(4), dependencies: [b] } as never } as ScheduleItem;
    const { of } = temporaryBuffers([unit(a), unit(b, a), read, unit(c, a)], new Set([a]));
    expect([...of.keys()]).toEqual([c]);
  });

  it('are handed down inside a loop that reads a value element by element for the last time', () => {
    const [a, b, c, d] = [slot(8), slot(8), slot(8), slot(8)];
    const { bytes, of } = temporaryBuffers([unit(a), loop([b], [a]), loop([c, d], [b])], new Set());
    expect([a, b, c, d].map(one => of.get(one))).toEqual([0, 0, 0, 1]);
    expect(bytes).toEqual([32, 32]);
  });

  it('are not handed down by a value that is read later, at another place, or of another size', () => {
    const [a, b, c] = [slot(8), slot(8), slot(8)];
    const buffers = (...items: ScheduleItem[]): number => temporaryBuffers(items, new Set()).bytes.length;
    expect(buffers(unit(a), loop([b], [a]), unit(c, a, b))).toBe(3);
    expect(buffers(unit(a), loop([b], [a], [a]))).toBe(2);
    expect(buffers(unit(a), loop([slot(4)], [a]))).toBe(2);
  });

  it('that are handed down are free after their last value', () => {
    const [a, b, c] = [slot(8), slot(8), slot(8)];
    const { of } = temporaryBuffers([unit(a), loop([b], [a]), unit(slot(2), b), unit(c)], new Set());
    expect(of.get(c)).toBe(of.get(a));
  });
});

describe('free buffers', () => {
  it('gives the smallest that is large enough, and of equal ones the one that was free first', () => {
    const free = new FreeBuffers();
    [64, 16, 32, 32].forEach((bytes, buffer) => free.add(buffer, bytes));
    expect([20, 20, 20, 20].map(bytes => free.take(bytes))).toEqual([2, 3, 0, 1]);
  });

  it('gives the largest if none is large enough, and none if there are none', () => {
    const free = new FreeBuffers();
    [16, 64, 32].forEach((bytes, buffer) => free.add(buffer, bytes));
    expect(free.take(100)).toBe(1);
    free.add(1, 100);
    expect([100, 1, 1, 1].map(bytes => free.take(bytes))).toEqual([1, 0, 2, undefined]);
  });
});
