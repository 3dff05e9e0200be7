/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { bothHosts } from './both-hosts.ts';
import type { Call } from './hosts.ts';

const { node, nodeWith, under } = bothHosts();

const STEPS = 100;

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

describe('two threads', () => {
  const strict = "script-src 'self' 'wasm-unsafe-eval'";

  it('have the bits of one in Node, and leave a process that ends', async () => {
    const alone = await node('trainWithThreads', 1);
    expect(alone).toHaveLength(60);
    expect(await node('trainWithThreads', 2)).toEqual(alone);
  });

  it('have the same bits in a page that is isolated, with a policy that allows blob: workers', async () => {
    const call = under(`${strict}; worker-src blob:`, { isolated: true });
    expect(await call('trainWithThreads', 2)).toEqual(await node('trainWithThreads', 1));
  });

  it('have them with a worker of the page’s own, without blob:', async () => {
    const call = under(strict, { isolated: true });
    expect(await call('trainWithThreads', 2, 'file')).toEqual(await node('trainWithThreads', 1));
  });

  it('say what the policy must allow where blob: workers are refused', async () => {
    const call = under(strict, { isolated: true });
    const told = await call('trainWithThreads', 2).catch(String);
    expect(told).toContain('threads: workers must start, got ');
    expect(told).toContain("Allow 'worker-src blob:' in the page’s policy, pass { spawn }");
  });

  it('say how to share memory in a page that does not, or leave it to one thread', async () => {
    const call = under(strict);
    const told = await call('trainWithThreads', 2).catch(String);
    expect(told).toContain(
      'threads: memory must be shared, got a page that is not isolated. Serve it with Cross-Origin-',
    );
    expect(await call('trainWithThreads', 2, 'text', true)).toEqual(await node('trainWithThreads', 1));
  });
});

// From 22 on, Node has it without a flag. This process does not tell, as other tests give it the flag.
const flags = Number.parseInt(process.versions.node) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

const hosts: readonly (readonly [string, () => Call])[] = [
  ['Node', () => nodeWith(...flags)],
  ['Chromium', () => under("script-src 'self' 'wasm-unsafe-eval'")],
];

describe.each(hosts)('relaxed arithmetic in %s', (_, host) => {
  it.each([1, 2, 3])('keeps to the bounds of plain products, and to its bits: seed %i', async seed => {
    const { arithmetic, worst, unlikePlain, unlikeAgain, count } = await host()('productsOf', seed);
    expect(arithmetic).toEqual(['relaxed']);
    expect(worst).toBeLessThanOrEqual(1);
    // A processor that cannot fuse has the bits of plain ones, but those of tests can.
    expect(unlikePlain).toBeGreaterThan(count / 2);
    expect(unlikeAgain).toBe(0);
  });

  it('has 100 Adam steps of 784-128-10 end within 1e-3 of the loss in float64', async () => {
    const found = await host()('lossesBy', 'relaxed');
    const wanted = await node('lossesBy', 'float64');
    expect(Math.abs(found.at(-1)! / wanted.at(-1)! - 1)).toBeLessThan(1e-3);
    expect(await host()('lossesBy', 'relaxed')).toEqual(found);
    expect(await host()('lossesBy', 'plain')).not.toEqual(found);
  });
});

describe.runIf(flags.length > 0)('relaxed arithmetic that the host does not have', () => {
  it('is plain, to the last bit', async () => {
    const { arithmetic, unlikePlain } = await node('productsOf', 1);
    expect(arithmetic).toEqual(['plain']);
    expect(unlikePlain).toBe(0);
    expect(await node('lossesBy', 'relaxed')).toEqual(await node('lossesBy', 'plain'));
  });
});
