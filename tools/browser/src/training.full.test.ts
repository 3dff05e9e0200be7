/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { bothHosts } from './both-hosts.ts';

const STEPS = 100;

const { node, under } = bothHosts();

describe("under a policy with 'wasm-unsafe-eval'", () => {
  const policy = "script-src 'self' 'wasm-unsafe-eval'";

  it('a compiled run in a page gives the losses and parameters of one in Node, to the last bit', async () => {
    const inPage = await under(policy)('trainPerceptron', 'compiled');
    expect(inPage.losses).toHaveLength(STEPS);
    expect(inPage.losses.at(-1)).toBeLessThan(inPage.losses[0]! / 10);
    // One for batches of 7 and one for those of 3.
    expect(inPage.plans).toHaveLength(2);
    for (const parts of inPage.plans) expect(parts).toContain('vectors');
    expect(inPage.bits).toBe((await node('trainPerceptron', 'compiled')).bits);
  });

  it('the bits tell runs apart: another seed gives others, and so does the interpreter', async () => {
    const { bits } = await node('trainPerceptron', 'compiled');
    for (const other of [await node('trainPerceptron', 'compiled', 2), await node('trainPerceptron', 'interpreted')]) {
      expect(other.bits).toHaveLength(bits.length);
      expect(other.bits).not.toBe(bits);
    }
  });
});

describe('under a policy that allows no code made at run time', () => {
  const policy = "script-src 'self'";

  it('wasm() says what the policy must allow, or what to ask for', async () => {
    const told = await under(policy)('trainPerceptron', 'compiled').catch(String);
    expect(told).toContain('GraphError: wasm: there must be WebAssembly with SIMD, got CompileError: ');
    expect(told).toContain(`Content Security Policy directive: "script-src 'self'".`);
    expect(told).toContain(
      "Allow 'wasm-unsafe-eval' in the page’s policy, use precompiled({ modules }), or ask for wasm({ fallback: true }).\n",
    );
  });

  it('wasm({ fallback: true }) trains interpreted, to the losses of the interpreter in Node', async () => {
    const inPage = await under(policy)('trainPerceptron', 'compiled if possible');
    const { losses } = await node('trainPerceptron', 'interpreted');
    expect(inPage.plans).toEqual([]);
    expect(inPage.losses).toHaveLength(STEPS);
    const differences = inPage.losses.map((loss, step) => Math.abs(loss - losses[step]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
  });
});

it('a page that logs an error fails', async () => {
  const call = under("script-src 'self'; no-such-directive 'self'");
  await expect(call('trainPerceptron', 'interpreted')).rejects.toThrow(
    /console: must have no errors, got .*no-such-directive/,
  );
});
