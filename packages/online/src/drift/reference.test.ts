import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adwin } from './adwin.ts';
import { ddm } from './ddm.ts';
import type { Detector } from './detector.ts';
import { eddm } from './eddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { kolmogorovDistance } from './samples.ts';
import { pageHinkley } from './page-hinkley.ts';

interface Reference {
  readonly streams: Record<string, string>;
  readonly alarms: readonly {
    readonly detector: keyof typeof detectors;
    readonly stream: string;
    readonly options?: object;
    readonly drifts: readonly number[];
    readonly warning?: number;
    readonly rises?: boolean;
    readonly first?: boolean;
  }[];
  readonly distances: readonly { readonly a: number[]; readonly b: number[]; readonly distance: number }[];
}

const detectors = { adwin, ddm, eddm, hddmA, hddmW, pageHinkley };
const file = new URL('../../../../tools/laws/reference/drift.json', import.meta.url);
const { streams, alarms, distances } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

for (const { detector, stream, options = {}, drifts, warning, rises = false, first = false } of alarms)
  test(`${detector} alarms where other projects print that theirs does: ${stream}, ${JSON.stringify(options)}`, () => {
    const { initial, step } = detectors[detector](options) as Detector<object>;
    const values = Array.from(streams[stream]!, Number);
    const state = initial();
    const statuses = values.map(value => step(state, value));
    const found = statuses.flatMap((status, i) => (status === 'drift' && !(rises && values[i] === 0) ? [i] : []));
    expect(first ? found.slice(0, 1) : found).toEqual(drifts);
    if (warning !== undefined) expect(statuses.indexOf('warning')).toBe(warning);
  });

test('kolmogorovDistance agrees with SciPy, with ties and without', () => {
  for (const { a, b, distance } of distances)
    expect(kolmogorovDistance(Float64Array.from(a).sort(), Float64Array.from(b).sort())).toBeCloseTo(distance, 12);
});
