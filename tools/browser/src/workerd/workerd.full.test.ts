import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothHosts } from '../both-hosts.ts';
import type { Call } from '../call.ts';
import { openWorkerd, type Workerd } from './open-workerd.ts';

const { node } = bothHosts();
const opened: { workerd?: Workerd } = {};

beforeAll(async () => {
  opened.workerd = await openWorkerd(fileURLToPath(new URL('fetch-program.ts', import.meta.url)));
});
afterAll(() => opened.workerd?.close());

/** Calls a function of the program in workerd. */
const call: Call = async (name, ...given) => {
  const response = await fetch(opened.workerd!.address, { method: 'POST', body: JSON.stringify({ name, given }) });
  const { value, error } = (await response.json()) as { readonly value: never; readonly error?: string };
  if (error !== undefined) throw new Error(error);
  return value;
};

describe('in workerd, which makes no code at run time', () => {
  it('every way to compile is refused, and Node allows all', async () => {
    expect(await call('hostAllows')).toEqual([]);
    expect(await node('hostAllows')).toHaveLength(6);
  });

  it('a training is interpreted, to the losses of the interpreter in Node', async () => {
    const { losses } = await call('trainPerceptron', 'interpreted');
    const wanted = await node('trainPerceptron', 'interpreted');
    expect(losses).toHaveLength(100);
    const differences = losses.map((loss, step) => Math.abs(loss - wanted.losses[step]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
  });
  it('wasm() says why it cannot compile', async () => {
    expect(await call('trainPerceptron', 'compiled').catch(String)).toContain(
      'wasm: there must be WebAssembly with SIMD, got CompileError: WebAssembly.Module(): Wasm code generation disallowed',
    );
  });
  it('wasm({ fallback: true }) trains interpreted', async () => {
    const { losses, plans } = await call('trainPerceptron', 'compiled if possible');
    expect(plans).toEqual([]);
    expect(losses).toEqual((await call('trainPerceptron', 'interpreted')).losses);
  });
});

describe('in workerd, with a module that it imports', () => {
  it('a training and a prediction have the bits of wasm() in Node', async () => {
    const bytes = Uint8Array.from(await node('precompiledBytes'));
    const path = fileURLToPath(new URL('precompiled-program.ts', import.meta.url));
    const { address, close } = await openWorkerd(path, { './model.wasm': bytes });
    try {
      const response = await fetch(address);
      expect(await response.json()).toEqual({ values: await node('trainedByWasm'), compiled: 41 });
    } finally {
      await close();
    }
  });
});
