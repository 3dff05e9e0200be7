import { conceptAt, type Drift } from './concept.ts';
import { monitors } from './monitors.ts';
import { reactions, type Weights } from './reactions.ts';
import { type History, REACH, type Sample, type StreamView } from './run.ts';

/** The place of a chart on the page, in pixels, and the range of its values. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The last event, at the right end. */
  readonly event: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the first event that a chart shows. */
const firstEvent = (event: number): number => Math.max(0, event - REACH);

/** Returns the place of an event on the horizontal axis. While there are few events, the axis is as long as for many. */
export function xOf({ width, left, right, event }: Frame, at: number): number {
  return left + ((at - firstEvent(event)) / REACH) * (width - left - right);
}

/** Returns the place of a value on the vertical axis. */
export function yOf({ height, top, bottom, low, high }: Frame, value: number): number {
  const share = (value - low) / (high - low);
  return height - bottom - Math.min(Math.max(share, 0), 1) * (height - top - bottom);
}

/** Returns the path of a curve. It is interrupted where there is no value. */
export function curvePath(
  frame: Frame,
  points: readonly (readonly [event: number, value: number | undefined])[],
): string {
  let path = '';
  let pen = 'M';
  for (const [event, value] of points) {
    if (value === undefined || Number.isNaN(value)) pen = 'M';
    else {
      path += `${pen}${xOf(frame, event).toFixed(1)} ${yOf(frame, value).toFixed(1)}`;
      pen = 'L';
    }
  }
  return path;
}

/** Returns the events at which the horizontal axis has a label. */
export function eventTicks(event: number): number[] {
  const first = firstEvent(event);
  const stride = REACH / 4;
  const from = Math.ceil(first / stride) * stride;
  return Array.from({ length: 5 }, (_, i) => from + i * stride).filter(at => at <= first + REACH);
}

/** Returns the path of the remembered bytes over the last events, on an axis from 0. */
export function memoryChart({ event, history }: StreamView, width: number): { frame: Frame; path: string } {
  const { memory } = history;
  const high = 1.5 * Math.max(1, ...memory.map(({ bytes }) => bytes));
  const frame: Frame = { width, height: 48, left: 2, right: 2, top: 2, bottom: 2, event, low: 0, high };
  return {
    frame,
    path: curvePath(
      frame,
      memory.map(({ event, bytes }) => [event, bytes]),
    ),
  };
}

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

/** A mark on a chart. */
interface Place {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/** The chart of accuracies in pixels. */
export interface AccuracyChart {
  readonly frame: Frame;
  readonly curves: readonly { readonly path: string; readonly reacted: readonly Place[] }[];
  readonly levels: readonly { readonly text: string; readonly y: number }[];
  readonly ticks: readonly { readonly text: string; readonly x: number }[];
  readonly drifts: readonly { readonly text: string; readonly x: number }[];
}

const LEVELS = [0, 0.25, 0.5, 0.75, 1];

/** Returns the chart of the last accuracies. */
export function accuracyChart({ event, history }: StreamView, drifts: readonly Drift[], width: number): AccuracyChart {
  const frame: Frame = { width, height: 220, left: 44, right: 10, top: 20, bottom: 24, event, low: 0, high: 1 };
  const { samples } = history;
  return {
    frame,
    curves: reactions.map((_, i) => ({
      path: curvePath(
        frame,
        samples.map(sample => [sample.event, sample.accuracies[i]]),
      ),
      reacted: placesOf(frame, history, i),
    })),
    levels: LEVELS.map(level => ({ text: `${100 * level} %`, y: yOf(frame, level) })),
    ticks: eventTicks(event).map(at => ({ text: at.toLocaleString('en'), x: xOf(frame, at) })),
    drifts: drifts
      .filter(({ at }) => at <= event && at >= firstEvent(event))
      .map(({ kind, at }) => ({ text: kind, x: xOf(frame, at) })),
  };
}

/** The distance of two marks that do not cover each other, in pixels. */
const APART = 12;

/** Returns the marks of a reaction. A mark that would cover one of the reactions before it is moved up. */
function placesOf(frame: Frame, { samples, reactions: reacted }: History, reaction: number): Place[] {
  const before = reacted.slice(0, reaction).flat();
  return reacted[reaction]!.map(at => {
    const x = xOf(frame, at);
    const covered = before.filter(other => Math.abs(xOf(frame, other) - x) < APART).length;
    return { at, x, y: yOf(frame, accuracyAt(samples, at, reaction)) - APART * covered };
  });
}

/** Returns the accuracy of the first sample from an event on. */
function accuracyAt(samples: readonly Sample[], event: number, reaction: number): number {
  const sample = samples.find(sample => sample.event >= event) ?? samples.at(-1);
  return sample?.accuracies[reaction] ?? 0;
}

/** Formats a share as a percentage with one decimal; a dash if there is none yet. */
export function percentText(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** The length of 1 in the picture’s own units: the points lie from −1 to 1. */
export const HALF = 100;
/** The margin around the points. */
export const MARGIN = 6;

/** A dot of the picture. */
export interface Dot {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly label: number;
  /** True while the label has not come. */
  readonly waits: boolean;
}

/** A line through the picture. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Returns the last events as dots. */
export function dotsOf({ history, learned }: StreamView): Dot[] {
  const known = learned?.id ?? 0;
  return history.recent.map(({ id, x: [x, y], label }) => ({
    id,
    x: HALF * x,
    y: -HALF * y,
    label,
    waits: id > known,
  }));
}

/** Returns the boundary of a model, where it predicts 0.5, within the picture; undefined if it does not cross it. */
export function boundaryOf([a, b, c]: Weights): Line | undefined {
  const ends = [...[-1, 1].map(x => [x, -(a * x + c) / b]), ...[-1, 1].map(y => [-(b * y + c) / a, y])].filter(
    ([x, y]) => Math.abs(x!) <= 1 && Math.abs(y!) <= 1,
  );
  const from = ends[0];
  if (from === undefined) return undefined;
  // Of the ends in corners two are the same.
  const to = ends.toSorted((one, other) => distance(from, other) - distance(from, one))[0]!;
  return { x1: HALF * from[0]!, y1: -HALF * from[1]!, x2: HALF * to[0]!, y2: -HALF * to[1]! };
}

/** Returns the true boundaries of the next event: one, or two while one takes over from the other. */
export function truthsOf(drifts: readonly Drift[], event: number): (Line & { readonly share: number })[] {
  const { angle, next, share } = conceptAt(drifts, event + 1);
  const truths =
    next === undefined
      ? [{ angle, share: 1 }]
      : [
          { angle, share: 1 - share },
          { angle: next, share },
        ];
  return truths.map(({ angle, share }) => {
    const radians = (angle * Math.PI) / 180;
    return { ...boundaryOf([Math.cos(radians), Math.sin(radians), 0])!, share };
  });
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!);
}
