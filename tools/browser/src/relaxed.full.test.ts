/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { bothHosts } from './both-hosts.ts';
import type { Call } from './call.ts';

const { node, nodeWith, under } = bothHosts();

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
