import { fc, test } from '@fast-check/vitest';
import { allocate, type DType } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { Capture } from './capture.ts';
import { Storage } from './source-value.ts';

function bytesOf(capture: Capture): Uint8Array {
  const all = new Uint8Array(capture.byteLength);
  let at = 0;
  for (const piece of capture.pieces()) {
    all.set(piece, at);
    at += piece.length;
  }
  expect(at).toBe(capture.byteLength);
  return all;
}

const copyOf = ({ data }: Storage): Uint8Array => Uint8Array.from(new Uint8Array(data.buffer));

/** Writes a range as every writer of a storage must: readers save it first. */
function write(storage: Storage, from: number, to: number, value: number): void {
  for (const reader of storage.readers ?? []) reader.save(from, to);
  storage.data.fill(value, from, to);
}

const dtype = fc.constantFrom<DType>('float32', 'float64', 'int32', 'bool');
const writes = fc.array(fc.tuple(fc.nat(), fc.nat(3000), fc.integer({ min: 1, max: 100 })), { maxLength: 30 });

describe('a capture', () => {
  test.prop([dtype, fc.nat(5000), writes, writes], { numRuns: 200 })(
    'has the elements of its moment, however the storage is written on, and beside another capture',
    (dtype, size, before, after) => {
      const storage = new Storage(allocate(dtype, size));
      const writeAll = (all: typeof before): void => {
        for (const [at, length, value] of all)
          if (size > 0) write(storage, at % size, Math.min(size, (at % size) + length), value);
      };
      writeAll(before);
      const [first, wanted] = [new Capture(storage, [size], dtype), copyOf(storage)];
      writeAll(after);
      const [second, later] = [new Capture(storage, [size], dtype), copyOf(storage)];
      writeAll(before);
      expect([Buffer.compare(bytesOf(first), wanted), Buffer.compare(bytesOf(second), later)]).toEqual([0, 0]);
      first.release();
      writeAll(after);
      expect(Buffer.compare(bytesOf(second), later)).toBe(0);
      second.release();
      expect(storage.readers).toBeUndefined();
    },
  );

  it('of more than one piece is read in pieces, in the middle of which a write comes', () => {
    const storage = new Storage(Float64Array.from({ length: 300_000 }, (_, i) => i));
    const capture = new Capture(storage, [300_000], 'float64');
    const wanted = copyOf(storage);
    const read: number[] = [];
    for (const piece of capture.pieces()) {
      expect(Buffer.compare(piece, wanted.subarray(read.length * 2 ** 20, read.length * 2 ** 20 + piece.length))).toBe(
        0,
      );
      read.push(piece.length);
      write(storage, 0, 300_000, read.length);
    }
    expect(read).toEqual([2 ** 20, 2 ** 20, 8 * 300_000 - 2 * 2 ** 20]);
    expect(Buffer.compare(bytesOf(capture), wanted)).toBe(0);
  });

  it('saves no more than the pages that are written', () => {
    const storage = new Storage(new Float32Array(1_000_000));
    const capture = new Capture(storage, [1_000_000], 'float32');
    for (let i = 0; i < 100; i++) write(storage, 10_000 * i, 10_000 * i + 8, 1);
    // Two pages where the eight elements lie across a border.
    expect(capture.savedBytes).toBeLessThanOrEqual(200 * 1024);
    expect(capture.savedBytes).toBeGreaterThanOrEqual(100 * 1024);
  });

  it('that leaves its storage reads it no more', () => {
    const storage = new Storage(Int32Array.from({ length: 5000 }, (_, i) => i));
    const capture = new Capture(storage, [5000], 'int32');
    const wanted = copyOf(storage);
    write(storage, 7, 300, -1);
    capture.leave();
    expect(storage.readers).toBeUndefined();
    storage.data.fill(5);
    expect(bytesOf(capture)).toEqual(wanted);
    capture.leave();
    capture.release();
    expect(bytesOf(capture)).toEqual(wanted);
  });
});
