import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings, Fuzzer, tally, tallyHead, type Fuzzed } from './fuzz.ts';
import type { Mode } from './run-call.ts';

const CALLS = 100_000;

describe('200,000 random calls of the exports of all packages', () => {
  let fuzzer: Fuzzer;
  let results: Readonly<Record<Mode, Fuzzed>>;

  beforeAll(async () => {
    fuzzer = await Fuzzer.open();
    const [typed, untyped] = await Promise.all(
      (['typed', 'untyped'] as const).map(mode => fuzzer.run({ seed: 2026, mode, calls: CALLS })),
    );
    results = { typed: typed!, untyped: untyped! };
    console.log(`${tallyHead}\n${tally('typed', typed!)}\n${tally('untyped', untyped!)}`);
  });

  afterAll(() => fuzzer.close());

  it('with arguments of the right type end, with a result or an error of ours, without silent NaN', () => {
    expect(findings(results.typed)).toBe('');
  });

  it('with arguments of any type fail by errors of the language in less than 22 of 100 failures', () => {
    const { hang = 0, crash = 0, raw = 0, ours = 0 } = results.untyped.counts;
    expect({ hang, crash }).toEqual({ hang: 0, crash: 0 });
    expect(raw / (raw + ours)).toBeLessThan(0.22);
  });
});
