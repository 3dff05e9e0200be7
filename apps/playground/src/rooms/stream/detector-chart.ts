import { curvePath, firstEvent, xOf, type Frame } from './chart.ts';
import { monitors } from './monitors/monitors.ts';
import type { StreamView } from './view.ts';

/** The chart of a detector in pixels: its statistic against its threshold. */
export interface DetectorChart {
  readonly frame: Frame;
  readonly statistic: string;
  readonly threshold: string;
  readonly alarms: readonly { readonly at: number; readonly x: number }[];
}

/** The axis of a statistic that is a share of its maximum. */
const SHARES = [0.7, 1.05] as const;

/** Returns the chart of a detector. */
export function detectorChart({ event, history }: StreamView, monitor: number, width: number): DetectorChart {
  const readings = history.samples.map(({ event, readings }) => ({ event, reading: readings[monitor] }));
  // The threshold of some detectors is high at first; the statistic decides how much of it is shown.
  const values = readings.flatMap(({ reading }) => (reading === undefined ? [] : [reading.statistic]));
  const last = readings.findLast(({ reading }) => reading !== undefined)?.reading;
  const [low, high] = monitors[monitor]!.below
    ? SHARES
    : [0, niceAbove(1.1 * Math.max(...values, last?.threshold ?? 0, 1e-3))];
  const frame: Frame = { width, height: 84, left: 4, right: 4, top: 10, bottom: 4, event, low, high };
  return {
    frame,
    statistic: curvePath(
      frame,
      readings.map(({ event, reading }) => [event, reading?.statistic]),
    ),
    threshold: curvePath(
      frame,
      readings.map(({ event, reading }) => [event, reading?.threshold]),
    ),
    alarms: history.alarms[monitor]!.filter(at => at >= firstEvent(event)).map(at => ({
      at,
      x: xOf(frame, at),
    })),
  };
}

/** Returns the next of 1, 2 and 5 times a power of ten, so that the axis seldom changes. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(factor => factor * power).find(nice => nice >= value)!;
}
