/** @module-tag llvm */
import { ContractError } from '@thalweg/tensor';
import type { Native } from '@thalweg/wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { llvm } from '../index.ts';
import { selfTest } from './self-test.ts';

const native = llvm({ waits: true, from: 0 })!;

/** Native code that computes nothing. */
const idle: Native['compile'] = (contents, before, site) => {
  const pass = native.compile(contents, before, site);
  return { ...pass, entryPoints: { ...pass.entryPoints, calls: pass.entryPoints.calls.map(() => () => {}) } };
};

const refusing: Native['compile'] = () => {
  throw new ContractError('llvm', 'LLVM must be able to compile code into memory', 'no right to', 'Leave out llvm() on this host.');
}; // prettier-ignore

describe('the self-test of native code', () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  afterEach(() => warned.mockClear());

  it('finds the bits of WebAssembly, without a warning', () => {
    expect(selfTest(native, false)).toBeUndefined();
    expect(warned).not.toHaveBeenCalled();
  });

  it('finds other bits, and says so in a warning', () => {
    expect(selfTest({ ...native, compile: idle }, false)).toContain('not those of WebAssembly');
    expect(String(warned.mock.calls[0]![0])).toMatch(/^llvm: LLVM .* is not used, as the bits .* in WebAssembly\.$/);
  });

  it('throws where the host allows no code in memory, or warns if a fallback is asked for', () => {
    expect(() => selfTest({ ...native, compile: refusing }, false)).toThrow(
      'LLVM must be able to compile code into memory',
    );
    expect(warned).not.toHaveBeenCalled();
    expect(selfTest({ ...native, compile: refusing }, true)).toContain('got no right to');
    expect(warned).toHaveBeenCalledOnce();
  });
});
