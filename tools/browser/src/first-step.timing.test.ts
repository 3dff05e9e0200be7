import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Bundle } from './bundle.ts';
import type { Call } from './call.ts';
import { openChromium, type Chromium } from './chromium.ts';
import { inNode } from './in-node.ts';

const TIMEOUT = 60_000;
const RUNS = 5;

let program: Bundle;
let chromium: Chromium;
beforeAll(async () => {
  program = await bundle();
  chromium = await openChromium(program);
}, TIMEOUT);
afterAll(async () => {
  await chromium?.close();
  await program?.remove();
});

const hosts: readonly (readonly [string, () => Call])[] = [
  ['a Node process', () => inNode(program.path)],
  ['a page in Chromium', () => chromium.under("script-src 'self' 'wasm-unsafe-eval'")],
];

describe('the first step of 784-128-10 with Adam and 32 rows', { timeout: TIMEOUT }, () => {
  it.each(hosts)(
    'is there sooner compiled than interpreted, compiling included, in %s that just began',
    async (host, open) => {
      const call = open();
      const taken = { compiled: [] as number[], interpreted: [] as number[] };
      for (let run = 0; run < RUNS; run++)
        for (const how of ['compiled', 'interpreted'] as const)
          taken[how].push(await call('millisecondsToFirstLoss', how));
      for (const [how, times] of Object.entries(taken)) {
        times.sort((a, b) => a - b);
        console.log(`${host}, ${how}: ${times.map(time => time.toFixed(1)).join(' ')} ms`);
      }
      expect(taken.compiled[0]).toBeLessThan(taken.interpreted[0]!);
    },
  );
});
