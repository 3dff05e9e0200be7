import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fuzzer } from './fuzz.ts';
import { findings } from './tally.ts';

describe('random calls of all exports', () => {
  let fuzzer: Fuzzer;

  beforeAll(async () => {
    fuzzer = await Fuzzer.open();
  });

  afterAll(() => fuzzer.close());

  it('call exports of all packages', () => {
    const packages = new Set(fuzzer.callables.callables.map(callable => callable.package));
    expect([...packages].sort()).toEqual(
      ['data', 'graph', 'inspect', 'nn', 'node', 'online', 'optim', 'surfaces', 'tensor', 'train', 'wasm'].sort(),
    );
    expect(fuzzer.callables.callables.length).toBeGreaterThan(350);
  });

  it('with arguments of the right type end, with a result or an error of ours, without silent NaN', async () => {
    expect(findings(await fuzzer.run({ seed: 17, mode: 'typed', calls: 2000 }))).toBe('');
  });

  it('with arguments of any type fail by errors of the language in at most 30 of 100 cases', async () => {
    const { counts } = await fuzzer.run({ seed: 17, mode: 'untyped', calls: 1000 });
    const { hang = 0, crash = 0, unhandled = 0, raw = 0, ours = 0 } = counts;
    expect({ hang, crash, unhandled }).toEqual({ hang: 0, crash: 0, unhandled: 0 });
    expect(raw / (raw + ours)).toBeLessThan(0.3);
  });
});

describe('what random calls find', () => {
  it('is errors of the language, NaN, rejections, hanging calls and lost processes', async () => {
    const fuzzer = await Fuzzer.open({ broken: new URL('testing/broken.ts', import.meta.url).pathname });
    const { found, counts } = await fuzzer.run({ seed: 1, mode: 'typed', calls: 24, patience: 1000 });
    fuzzer.close();
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['hang', 'crash', 'unhandled', 'raw', 'nan']));
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(24);
    expect(findings({ found, counts })).toMatch(/raw TypeError: .*\n {4}call \d+, broken: readsNothing\(/);
  });
});
