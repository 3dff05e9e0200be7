import { describe, expect, it } from 'vitest';
import { LinearMemory } from './linear-memory.ts';

describe('what is loaded into a memory', () => {
  it('is found again, whole and in part, and only that', () => {
    const memory = new LinearMemory();
    const all = Float32Array.from({ length: 100 }, (_, i) => i);
    const part = all.subarray(10, 60);
    memory.load(part);
    const at = memory.addressOf(part)!;
    expect(memory.view('float32', at, 50)).toEqual(part);
    expect(memory.addressOf(all.subarray(20, 30))).toBe(at + 40);
    for (const other of [all, all.subarray(5, 20), all.subarray(50, 70), part.slice()])
      expect(memory.addressOf(other)).toBeUndefined();
  });

  it('stays beside other parts of the same buffer', () => {
    const memory = new LinearMemory();
    const all = Float32Array.from({ length: 100 }, (_, i) => i);
    const parts = [all.subarray(0, 40), all.subarray(40, 100)];
    for (const part of parts) memory.load(part);
    for (const part of parts) expect(memory.view('float32', memory.addressOf(part)!, part.length)).toEqual(part);
  });

  it('is copied once', () => {
    const memory = new LinearMemory();
    const data = new Float32Array(8);
    memory.load(data);
    const at = memory.addressOf(data);
    memory.load(data.subarray(2));
    memory.load(data);
    expect(memory.addressOf(data)).toBe(at);
  });
});

it('more than a memory can hold is refused, and what fits is still to be had', () => {
  const memory = new LinearMemory();
  for (const bytes of [2 ** 32, 2 ** 32 + 100, 2 ** 33])
    expect(() => memory.reserve(bytes)).toThrow(
      `wasm: all values must fit in a memory of 4 GiB, got ${(bytes / 2 ** 30).toFixed(2)} GiB more than 0.00 GiB in use. ` +
        'Use smaller batches, a runner for each model, or wasm({ fallback: true })',
    );
  expect(memory.allocate('float32', 1000).data).toHaveLength(1000);
  expect(memory.memory.buffer.byteLength).toBe(2 ** 20);
});

it('it grows to 4 GiB: what does not fit twice may fit once', () => {
  for (const limits of [undefined, { initial: 16, maximum: 65_536, shared: true }]) {
    const memory = new LinearMemory(limits);
    // 1.25 GiB each, and twice as much as two of them would be too much.
    const addresses = [0, 1, 2].map(() => memory.reserve(1.25 * 2 ** 30 - 16));
    expect(addresses).toEqual([16, 16 + 1.25 * 2 ** 30, 16 + 2.5 * 2 ** 30]);
    expect(memory.memory.buffer.byteLength).toBe(2 ** 32);
    const last = memory.allocate('float64', 1000);
    expect(last.address).toBeGreaterThan(2 ** 31);
    last.data.set([1, 2, 3]);
    expect([...memory.view('float64', last.address, 3)]).toEqual([1, 2, 3]);
    expect(() => memory.reserve(2 ** 29)).toThrow('got 0.50 GiB more than 3.75 GiB in use');
    expect(memory.left).toBeLessThan(2 ** 28);
    memory.reserve(2 ** 26);
  }
});

it('a host without room for twice as much is asked for as much as is needed', () => {
  const memory = new LinearMemory({ initial: 16, maximum: 40 });
  const first = memory.allocate('float32', 2 ** 18 + 2 ** 17);
  first.data[0] = 1;
  expect(memory.memory.buffer.byteLength).toBeLessThan(2 ** 21 + 2 ** 19);
  expect(() => memory.reserve(2 ** 20)).toThrow(
    /^wasm: all values must fit in a memory of 4 GiB, got 0\.00 GiB more than 0\.00 GiB in use, and RangeError: /,
  );
  expect(memory.view('float32', first.address, 1)[0]).toBe(1);
});
