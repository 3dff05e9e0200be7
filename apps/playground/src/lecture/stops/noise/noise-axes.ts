import type { PlotAxis } from '../../parts/plot-axis.ts';
import { powerText } from '../../parts/power-text.ts';
import { LEAST, MOST, rateOfLevel } from './rate-levels.ts';

/** The axis of the learning rate. */
export const rateAxis: PlotAxis = {
  title: 'learning rate η',
  from: rateOfLevel(MOST),
  to: rateOfLevel(LEAST),
  logarithmic: true,
  ticks: [0.0001, 0.001, 0.01, 0.1],
  text: String,
};

/** The axis of J above its least value. */
export const excessAxis: PlotAxis = {
  title: 'J above its least value',
  from: 1e-6,
  to: 2,
  logarithmic: true,
  ticks: [1e-6, 1e-4, 0.01, 1],
  text: powerText,
};

/** The steps that are written along the axis. */
export const stepTicks = [0, 100, 1000, 5000, 20_000] as const;
