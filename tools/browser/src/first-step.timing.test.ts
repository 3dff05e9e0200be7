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

interface Host {
  readonly name: string;
  readonly open: () => Call;
  /** Milliseconds that the best of some fresh ones may take. */
  readonly most: number;
  /** Why it takes longer yet. */
  readonly late?: string;
}

const hosts: readonly Host[] = [
  { name: 'a Node process', open: () => inNode(program.path), most: 25 },
  {
    name: 'a page in Chromium',
    open: () => chromium.under("script-src 'self' 'wasm-unsafe-eval'"),
    most: 30,
    // A third of the time V8 compiles some 350 functions of the packages, each when it is first called.
    late: '31 to 34 ms',
  },
];

/** Milliseconds that the first step takes in fresh processes or pages, the least first. */
async function times({ name, open }: Host, how: 'compiled' | 'interpreted'): Promise<number[]> {
  const call = open();
  const taken: number[] = [];
  for (let run = 0; run < RUNS; run++) taken.push(await call('millisecondsToFirstLoss', how));
  taken.sort((a, b) => a - b);
  console.log(`${name}, ${how}: ${taken.map(time => time.toFixed(1)).join(' ')} ms`);
  return taken;
}

describe.each(hosts)('the first step of 784-128-10 with Adam and 32 rows in $name that just began', host => {
  const { most, late } = host;

  it('is there sooner compiled than interpreted, compiling included', { timeout: TIMEOUT }, async () => {
    const [compiled, interpreted] = [await times(host, 'compiled'), await times(host, 'interpreted')];
    expect(compiled[0]).toBeLessThan(interpreted[0]!);
  });

  // What is kept one day fails here, and asks for `late` to go. Others on the machine only make it longer: so several tries.
  const wanted = late === undefined ? it : it.fails;
  const retry = late === undefined ? 2 : 0;
  wanted(
    `is there within ${most} ms${late === undefined ? '' : `, not in ${late}`}`,
    { timeout: TIMEOUT, retry },
    async () => {
      expect((await times(host, 'compiled'))[0]).toBeLessThanOrEqual(most);
    },
  );
});
