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
  for (const bytes of [2 ** 32, 2 ** 32 + 100, 2 ** 33]) expect(() => memory.reserve(bytes)).toThrow(RangeError);
  expect(memory.allocate('float32', 1000).data).toHaveLength(1000);
  expect(memory.memory.buffer.byteLength).toBe(2 ** 20);
});
