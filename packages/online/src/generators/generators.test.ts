import { type Batch, batch, type Dataset, skip } from '@thalweg/data';
import { describe, expect, test } from 'vitest';
import { agrawal } from './agrawal.ts';
import { friedman } from './friedman.ts';
import type { GeneratedRow, GeneratorOptions } from './generated.ts';
import { hyperplane } from './hyperplane.ts';
import { led } from './led.ts';
import { randomRbf } from './random-rbf.ts';
import { sea } from './sea.ts';
import { waveform } from './waveform.ts';

const GENERATORS: Readonly<Record<string, (options: GeneratorOptions) => Dataset<GeneratedRow>>> = {
  agrawal,
  friedman,
  hyperplane,
  led,
  randomRbf: options => randomRbf({ ...options, speed: 1e-3 }),
  sea,
  waveform,
};

/** The hashes of 2500 rows of seed 7. */
const HASHES: Readonly<Record<string, number>> = {
  agrawal: 373475344,
  friedman: 2594594520,
  hyperplane: 4164107837,
  led: 1003185627,
  randomRbf: 3994967657,
  sea: 3832994732,
  waveform: 3407019465,
};

function rows(dataset: Dataset<GeneratedRow>, offset?: Parameters<Dataset<GeneratedRow>['open']>[0]): GeneratedRow[] {
  const iterator = dataset.open(offset);
  const all: GeneratedRow[] = [];
  for (let row; (row = iterator.next() as GeneratedRow | undefined) !== undefined;) all.push(row);
  return all;
}

/** FNV-1a over the bits of all features and labels. */
function hash(all: readonly GeneratedRow[]): number {
  let sum = 0x811c9dc5;
  for (const { x, label } of all)
    for (const byte of new Uint8Array(Float32Array.from([...x, label]).buffer)) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}

const share = (all: readonly GeneratedRow[], is: (row: GeneratedRow) => boolean): number =>
  all.filter(is).length / all.length;

describe.each(Object.entries(GENERATORS))('%s', (name, make) => {
  const drift = { at: [700, 1400], width: 100 };

  test('gives the rows of a seed, on every machine, and others for another seed', () => {
    const all = rows(make({ seed: 7, length: 2500, drift }));
    expect(all).toHaveLength(2500);
    expect(rows(make({ seed: 8, length: 50 }))).not.toEqual(rows(make({ seed: 7, length: 50 })));
    expect(hash(all)).toBe(HASHES[name]);
  });

  test('goes on at any row, and a longer stream begins as a shorter one', () => {
    const all = rows(make({ seed: 7, length: 2500, drift }));
    for (const index of [1, 1023, 1024, 2047, 2499])
      expect(rows(make({ seed: 7, length: 2500, drift }), { epoch: 0, index })).toEqual(all.slice(index));
    expect(rows(make({ seed: 7, length: 1500, drift }))).toEqual(all.slice(0, 1500));
  });

  test('gives batches of the same rows, and no end without a length', () => {
    const first = make({ seed: 7, length: 1500 }).pipe(skip(1000), batch(500)).open().next() as Batch<GeneratedRow>;
    const records = rows(make({ seed: 7, length: 1500 })).slice(1000);
    expect(Array.from(first.label.data)).toEqual(records.map(({ label }) => label));
    expect(Array.from(first.x.data)).toEqual(records.flatMap(({ x }) => Array.from(x)));
    const endless = make({ seed: 7 }).open({ epoch: 0, index: 1e5 });
    expect(endless.next()).toBeDefined();
  });
});

test('sea: the balance of each concept is an area, and noise turns labels', () => {
  const at = [20_000, 40_000, 60_000];
  const all = rows(sea({ seed: 1, length: 80_000, drift: { at }, noise: 0 }));
  for (const [i, threshold] of [8, 9, 7, 9.5].entries()) {
    const part = all.slice(20_000 * i, 20_000 * (i + 1));
    expect(part.every(({ x, label }) => label === (x[0]! + x[1]! <= threshold ? 1 : 0))).toBe(true);
    expect(Math.abs(share(part, row => row.label === 1) - threshold ** 2 / 200)).toBeLessThan(0.015);
  }
  const noisy = rows(sea({ seed: 1, length: 80_000, drift: { at }, noise: 0.1 }));
  expect(noisy.map(({ x }) => x)).toEqual(all.map(({ x }) => x));
  expect(Math.abs(noisy.filter((row, i) => row.label !== all[i]!.label).length / 80_000 - 0.1)).toBeLessThan(0.005);
});
