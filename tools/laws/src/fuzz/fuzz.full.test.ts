import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings, Fuzzer } from './fuzz.ts';

describe('random calls of all exports', () => {
  let fuzzer: Fuzzer;

  beforeAll(async () => {
    fuzzer = await Fuzzer.open();
  });

  afterAll(() => fuzzer.close());

  it('call exports of all packages', () => {
    const packages = new Set(fuzzer.callables.callables.map(callable => callable.package));
    expect([...packages].sort()).toEqual(
      [
        'cluster',
        'data',
        'features',
        'graph',
        'images',
        'inspect',
        'log',
        'metrics',
        'miniatures',
        'model',
        'nats',
        'nn',
        'node',
        'online',
        'onnx',
        'optim',
        'readers',
        'report',
        'surfaces',
        'tensor',
        'train',
        'wasm',
        'worker',
      ].sort(),
    );
    expect(fuzzer.callables.callables.length).toBeGreaterThan(350);
  });

  it('with arguments of the right type end, with a result or an error of ours, without silent NaN', async () => {
    expect(findings(await fuzzer.run({ seed: 17, mode: 'typed', calls: 1000 }))).toBe('');
  });

  it('with arguments of any type fail by errors of the language in less than 22 of 100 failures', async () => {
    const { counts } = await fuzzer.run({ seed: 17, mode: 'untyped', calls: 500 });
    const { hang = 0, crash = 0, unhandled = 0, raw = 0, ours = 0 } = counts;
    expect({ hang, crash, unhandled }).toEqual({ hang: 0, crash: 0, unhandled: 0 });
    expect(raw / (raw + ours)).toBeLessThan(0.22);
  });
});

describe('what random calls find', () => {
  const controls = (name: string) => Fuzzer.open({ [name]: new URL(`testing/${name}.ts`, import.meta.url).pathname });

  it('is errors of the language, rejections that nobody sees and NaN', async () => {
    const fuzzer = await controls('broken');
    const { found, counts } = await fuzzer.run({ seed: 1, mode: 'typed', calls: 40 });
    fuzzer.close();
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['unhandled', 'raw', 'nan']));
    expect(counts.ok).toBe(40 - found.length);
    expect(findings({ found, counts })).toMatch(/raw TypeError: .*\n {4}call \d+, broken: readsNothing\(/);
  });

  it('is calls that hang and processes that end, after which the others go on', async () => {
    const fuzzer = await controls('ending');
    const { found, counts } = await fuzzer.run({ seed: 10, mode: 'typed', calls: 4, patience: 500 });
    fuzzer.close();
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['hang', 'crash']));
    expect(new Set(found.map(({ text }) => text))).toEqual(new Set(['hangs()', 'ends()']));
    expect(counts.ok).toBe(4 - found.length);
  });
});
