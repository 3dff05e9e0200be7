import { div, mul, parameter, read, sqrt, square } from '@thalweg/graph';
import { adam, ema, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { PlotCurve } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';

/** The number of steps on the slope. */
export const STEPS = 1000;
/** The learning rate η. */
const RATE = 0.1;

/** The lengths of Adam’s steps so far, with the correction of its means and without. */
export interface AdamLengths {
  readonly corrected: readonly number[];
  readonly uncorrected: readonly number[];
}

/** Takes steps on a slope that is 1 everywhere, one with and one without correction for each turn of the generator. */
export function* adamSteps(lengths: { corrected: number[]; uncorrected: number[] }): Generator<void> {
  const next = [stepLengths(adam({ learningRate: RATE })), stepLengths(withoutCorrection)] as const;
  for (let t = 1; t <= STEPS; t++) {
    lengths.corrected.push(next[0]());
    lengths.uncorrected.push(next[1]());
    yield;
  }
}

/** Adam’s rule without the divisors of m̂ and v̂. */
const withoutCorrection: Transform = updates => {
  const m = ema({ decay: 0.9, debias: false })(updates);
  const v = ema({ decay: 0.999, debias: false })(updates.map(g => square(g)));
  return m.map((m, parameter) => mul(RATE, div(m, sqrt(v.of(parameter)))));
};

/** Returns a function that takes a step down the slope and returns its length. */
function stepLengths(optimizer: Transform): () => number {
  const x = parameter(0, { dtype: 'float64' });
  const descend = step(x, optimizer);
  return () => {
    const before = read(x).item();
    descend();
    return before - read(x).item();
  };
}

/** The settings of the scene about Adam. */
export interface AdamSetting {
  readonly isCorrected: boolean;
  /** The step whose length is read, from 1. */
  readonly t: number;
}

/** Returns what the length of a step says about the correction. */
export function adamReading({ isCorrected, t }: AdamSetting, { corrected, uncorrected }: AdamLengths): Reading {
  const now = (isCorrected ? corrected : uncorrected)[t - 1];
  return {
    what: t === 1 ? 'Length of the first step' : `Length of step ${t.toLocaleString('en')}`,
    before: textOf(corrected[t - 1]),
    now: textOf(now),
    sentence: now === undefined ? 'Taking the steps …' : sentenceOf(isCorrected, t, now),
    isDone: !isCorrected && now !== undefined,
  };
}

const textOf = (length: number | undefined): string => length?.toPrecision(3) ?? '…';

function sentenceOf(isCorrected: boolean, t: number, length: number): string {
  if (isCorrected) return 'Both means are corrected. On this slope each step, the first one too, is η.';
  const times = (length / RATE).toPrecision(3);
  if (t === 1)
    return `The first step is ${times} times too long: m is a tenth of the gradient, but √v only a thirty-second.`;
  if (t <= 50)
    return `Step ${t} is ${times} times too long. The mean m has nearly caught up, while v still remembers its start at 0.`;
  return `After ${t.toLocaleString('en')} steps v is still too small, and the step ${times} times too long.`;
}

const colour = 'var(--racer-6)';

/** Returns the curves of the lengths: with the correction alone, or without it beside that. */
export function lengthCurves(
  { isCorrected }: AdamSetting,
  { corrected, uncorrected }: AdamLengths,
): readonly PlotCurve[] {
  const withIt: PlotCurve = {
    label: 'corrected: η',
    points: pointsOf(corrected),
    colour,
    labelAt: isCorrected ? [60, 0.135] : [3, 0.05],
    anchor: isCorrected ? 'middle' : 'start',
    isDashed: !isCorrected,
  };
  const withoutIt: PlotCurve = {
    label: 'uncorrected',
    points: pointsOf(uncorrected),
    colour,
    labelAt: [55, 0.47],
    anchor: 'start',
  };
  return isCorrected ? [withIt] : [withIt, withoutIt];
}

/** Returns the points of a curve: all of the first steps, and fewer of the later ones, which are closer together. */
function pointsOf(lengths: readonly number[]): PlotCurve['points'] {
  return lengths.flatMap((length, i) => (isDrawn(i + 1) ? [[i + 1, length] as const] : []));
}

const isDrawn = (t: number): boolean => t <= 100 || t % 10 === 0 || t === STEPS;
