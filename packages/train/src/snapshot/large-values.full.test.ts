import { expect, it } from 'vitest';
import { encodeSnapshot } from './encode-snapshot.ts';
import { excessOf } from './file-format.ts';

it('values that would take more than a gibibyte are refused, when they are written and before they are parsed', () => {
  const list = Array<never[][]>(2 ** 15).fill(Array<never[]>(512).fill([]));
  const kept = { version: 1, parts: { part: { tensors: {}, values: { list } } } };
  const message = 'the values must take at most a gibibyte in memory';
  expect(() => encodeSnapshot(kept)).toThrow(`encodeSnapshot: ${message}, got more. Keep them in typed arrays.`);
  expect(excessOf(`[${'[],'.repeat(2 ** 24)}[]]`)).toContain('a gibibyte');
  expect(excessOf(`[${'[],'.repeat(2 ** 22)}[]]`)).toBeUndefined();
});
