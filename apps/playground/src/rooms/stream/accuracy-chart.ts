import { curvePath, eventTicks, firstEvent, xOf, yOf, type Frame } from './chart.ts';
import type { Drift } from './drift.ts';
import type { History, Sample } from './history.ts';
import { reactions } from './reactions/reactions.ts';
import type { StreamView } from './view.ts';

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
