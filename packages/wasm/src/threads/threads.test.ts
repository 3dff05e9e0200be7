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
    expect(wasm({ threads: threads(2), fallback: true }).open()).toBeDefined();
    expect(wasm({ threads: threads(1) }).open()).toBeDefined();
  });
});
