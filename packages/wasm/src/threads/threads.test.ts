import { afterEach, describe, expect, it, vi } from 'vitest';
import { wasm } from '../wasm.ts';
import { threads } from './threads.ts';

afterEach(() => vi.unstubAllGlobals());

describe('threads', () => {
  it('must be a whole number of them', () => {
    for (const count of [0, -1, 1.5, NaN, 65])
      expect(() => threads(count)).toThrow(`threads: there must be 1 to 64 threads, got ${count}. Give as many`);
  });

  it('need a memory that is shared, or a runner that is content without', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const message =
      'threads: memory must be shared, got a page that is not isolated. Serve it with Cross-Origin-Opener';
    expect(() => wasm({ threads: threads(2) })).toThrow(message);
    const interpreter = { pass: () => {} };
    for (const options of [{ threads: threads(2), fallback: true }, { threads: threads(1) }])
      expect(wasm(options).open({ outputs: [], commits: [] }, interpreter)).not.toBe(interpreter);
  });
});
