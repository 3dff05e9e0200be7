/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { bothHosts } from './both-hosts.ts';

const { node, under } = bothHosts();

const STRICT = "script-src 'self'";
const ALLOWING = "script-src 'self' 'wasm-unsafe-eval'";

/** The address of the worker’s script, whose response has a policy of its own. */
const script = (policy: string): string => `/compile-worker.mjs?${new URLSearchParams({ policy }).toString()}`;

describe('what hosts allow to be compiled at run time', () => {
  it('is everything in Node', async () => {
    expect(await node('hostAllows')).toHaveLength(6);
  });

  it("is nothing under script-src 'self'", async () => {
    expect(await under(STRICT)('hostAllows')).toEqual([]);
  });

  it("is WebAssembly, but no text, with 'wasm-unsafe-eval'", async () => {
    const allowed = await under(ALLOWING)('hostAllows');
    expect(allowed).toHaveLength(5);
    expect(allowed).not.toContain('new Function(text)');
  });
});

describe("a page under script-src 'self'", () => {
  it.each(['/compile-worker.mjs', script(ALLOWING)])('runs a module that a worker compiled: %s', async address => {
    expect(await under(STRICT)('valueThroughWorker', address)).toBe(42);
  });

  it('trains and predicts by plans made at run time, which a worker compiles, to the bits of Node', async () => {
    const values = await under(STRICT)('trainedThroughWorker', '/compile-worker.mjs');
    expect(values).toEqual(await node('trainedByWasm'));
    expect(values[39]).toBeLessThan(values[0]!);
  });

  it('says what the response with the worker’s script must allow', async () => {
    const told = await under(STRICT)('valueThroughWorker', script(STRICT)).catch(String);
    expect(told).toContain('compileInWorker: the worker must compile the module, got CompileError: ');
    expect(told).toContain("without a policy or with script-src 'wasm-unsafe-eval'");
  });

  it('says that the script of a worker cannot be loaded', async () => {
    const told = await under(STRICT)('valueThroughWorker', '/no-such-worker.mjs').catch(String);
    expect(told).toContain('the worker must compile the module, got a script that cannot be loaded. Serve');
  });

  it('refuses bytes that are no module', async () => {
    const told = await under(STRICT)('valueThroughWorker', '/compile-worker.mjs', true).catch(String);
    expect(told).toContain('the worker must compile the module, got CompileError: ');
  });
});
