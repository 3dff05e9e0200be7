import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { adwin } from './adwin.ts';
import { ddm } from './ddm.ts';
import { detectionReport } from './detection-report.ts';
import type { Detector } from './detector.ts';
import { eddm } from './eddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { kswin } from './kswin.ts';
import { pageHinkley } from './page-hinkley.ts';
import { kolmogorovDistance } from '../statistics/samples.ts';
import { shiftingBernoulli } from './shifting-bernoulli.ts';
import { shiftingNormal } from './shifting-normal.ts';

interface Figures {
  readonly abrupt: number;
  readonly gradual: number;
  readonly missed: number;
  readonly alarms: number;
}

const streams = {
  stable: { length: 4000, levels: [0.2], changes: [] },
  abrupt: { length: 4000, levels: [0.2, 0.5], changes: [2000] },
  gradual: { length: 4000, levels: [0.2, 0.5], changes: [2000], width: 1000 },
};

/** Mean delays, the share of missed changes, and false alarms per 1,000 values of a stable stream. */
function figures<S extends object>(detector: Detector<S>): Figures {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [stable, abrupt, gradual] = Object.values(streams).map(shifts =>
    Array.from({ length: 40 }, (_, seed) =>
      detectionReport(detector, shiftingBernoulli({ seed, ...shifts }), { changes: shifts.changes, horizon: 2000 }),
    ),
  );
  return {
    abrupt: mean(abrupt!.flatMap(({ meanDelay }) => meanDelay ?? [])),
    gradual: mean(gradual!.flatMap(({ meanDelay }) => meanDelay ?? [])),
    missed: mean([...abrupt!, ...gradual!].map(({ missed }) => missed)),
    alarms: mean(stable!.map(({ falseAlarmRate }) => falseAlarmRate)),
  };
}

// Errors of a model: a rate of 0.2, and 0.5 from the 2,001st value on, at once or mixed in over 1,000 values.
describe('a rate of errors that goes from 0.2 to 0.5', () => {
  const found = {
    adwin: figures(adwin()),
    adwinEach: figures(adwin({ every: 1 })),
    ddm: figures(ddm()),
    eddm: figures(eddm()),
    hddmA: figures(hddmA()),
    hddmW: figures(hddmW()),
    pageHinkley: figures(pageHinkley()),
  };
  const row = (cells: readonly unknown[]): string => cells.map(cell => String(cell).padStart(13)).join('');
  const rows = Object.entries(found).map(([name, { abrupt, gradual, missed, alarms }]) =>
    row([name, abrupt.toFixed(1), gradual.toFixed(1), missed.toFixed(2), alarms.toFixed(3)]),
  );
  console.log([row(['delay:', 'abrupt', 'gradual', 'missed', 'false/1,000']), ...rows].join('\n'));

  it('is seen by all, abrupt and gradual, soon enough', () => {
    for (const [name, { abrupt, gradual, missed }] of Object.entries(found)) {
      expect(missed, name).toBe(0);
      expect(abrupt, name).toBeLessThan(300);
      expect(gradual, name).toBeLessThan(800);
    }
  });

  it('gives few false alarms before it, but for eddm', () => {
    for (const [name, { alarms }] of Object.entries(found))
      expect(alarms, name).toBeLessThan(name === 'eddm' ? 4 : 0.3);
  });

  // Baena-García et al., 2006: EDDM sees slow changes earlier than DDM, and is wrong more often.
  it('is seen earlier by eddm than by ddm, with more false alarms', () => {
    expect(found.eddm.gradual).toBeLessThan(found.ddm.gradual);
    expect(found.eddm.alarms).toBeGreaterThan(found.ddm.alarms);
  });

  // Frías-Blanco et al., 2015: the A-test is for abrupt changes and seldom wrong, the W-test is quicker on gradual ones.
  it('is seen earlier by hddmW than by hddmA where it is gradual, with more false alarms', () => {
    expect(found.hddmW.gradual).toBeLessThan(found.hddmA.gradual);
    expect(found.hddmW.alarms).toBeGreaterThan(found.hddmA.alarms);
  });

  // The sum grows by the jump less the tolerance at each value, and the mean follows a little.
  it('is seen by pageHinkley after about λ/(jump − δ) values', () => {
    const expected = 50 / (0.3 - 0.005);
    expect(Math.abs(found.pageHinkley.abrupt / expected - 1)).toBeLessThan(0.15);
  });
});

// Bifet and Gavaldà, 2007, theorem 3.1, part 1: a window without a change is cut with a probability of at most δ at each value.
test('adwin cuts a stable window at a share of values far below δ, whatever the rate', () => {
  for (const delta of [0.05, 0.1, 0.3])
    for (const rate of [0.01, 0.1, 0.5]) {
      const values = shiftingBernoulli({ seed: 11, length: 20_000, levels: [rate], changes: [] });
      const { falseAlarmRate } = detectionReport(adwin({ delta, every: 1, least: 1 }), values, {
        changes: [],
        horizon: 1,
      });
      expect(falseAlarmRate / 1000, `δ = ${delta}, μ = ${rate}`).toBeLessThan(delta / 20);
    }
});

// Gnedenko and Korolyuk, 1951: P(D ≥ h/n) = 2 Σ (−1)^(j+1) C(2n, n − jh)/C(2n, n) for two samples of n.
test('kswin finds a difference between like samples as often as the exact distribution of the distance says', () => {
  const [n, trials] = [30, 4000];
  const h = Math.floor(n * Math.sqrt(-Math.log(0.005) / n)) + 1;
  const choose = (of: number, some: number): number =>
    Array.from({ length: some }, (_, i) => (of - i) / (i + 1)).reduce((product, factor) => product * factor, 1);
  const expected = (2 * (choose(2 * n, n - h) - choose(2 * n, n - 2 * h))) / choose(2 * n, n);
  let found = 0;
  for (let seed = 0; seed < trials; seed++) {
    const { initial, step } = kswin({ seed });
    const state = initial();
    const values = shiftingNormal({ seed, length: 100, levels: [0], changes: [] });
    found += values.reduce<number>((drifts, value) => drifts + (step(state, value) === 'drift' ? 1 : 0), 0);
  }
  expect(expected).toBeGreaterThan(0.005);
  expect(Math.abs(found / trials - expected)).toBeLessThan(4 * Math.sqrt(expected / trials));
});

test('kswin sees a change that leaves the mean where it is, and pageHinkley does not', () => {
  const calm = shiftingNormal({ seed: 1, length: 500, levels: [0], changes: [], deviation: 0.1 });
  const wild = shiftingNormal({ seed: 2, length: 500, levels: [0], changes: [], deviation: 3 });
  const report = <S extends object>(detector: Detector<S>): readonly (number | undefined)[] =>
    detectionReport(detector, [...calm, ...wild], { changes: [500], horizon: 100 }).delays;
  expect(report(kswin({ alpha: 1e-4 }))[0]).toBeLessThan(50);
  expect(report(pageHinkley({ direction: 'both', threshold: 200 }))).toEqual([undefined]);
});

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

const { streams: recorded, alarms, distances } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

for (const { detector, stream, options = {}, drifts, warning, rises = false, first = false } of alarms)
  test(`${detector} alarms where other projects print that theirs does: ${stream}, ${JSON.stringify(options)}`, () => {
    const { initial, step } = detectors[detector](options) as Detector<object>;
    const values = Array.from(recorded[stream]!, Number);
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
