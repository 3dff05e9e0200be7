import { type Dial, placeOf, valueAtPlace } from '../../controls/dial.ts';
import type { Scene } from './race/scene.ts';
import { LAST_STEP, type Progress } from './race/settings.ts';
import { movedChange, type Timeline, withoutChange } from './race/timeline.ts';
import type { Standing } from './race/lane.ts';

const POINTS = 400;
/** The lowest excess that a logarithmic axis shows. */
const FLOOR = 1e-9;
/** A curve is drawn up to this multiple of the highest first loss, so that one that diverges does not flatten the others. */
const HEADROOM = 100;

/** The part of a standing that losses are read from. */
type Losses = Pick<Standing, 'track' | 'times' | 'examplesOfStep'>;

/**
 * Returns the places on the axis, followed by a column for each racer: its loss there, or the excess over the lowest
 * minimum; null where it has none. What is above `top`, 100 times the highest first loss, is cut off there.
 */
export function lossColumns(
  { minima }: Pick<Scene, 'minima'>,
  standings: readonly Losses[],
  by: Progress = 'step',
): { readonly columns: (number | null)[][]; readonly top: number } {
  const lowest = Math.min(...minima.map(({ loss }) => loss));
  const base = minima.length === 0 ? 0 : lowest;
  const top = Math.max(1, ...standings.map(({ track }) => Math.abs(track[0]![2] - base))) * HEADROOM;
  const last = Math.max(0, ...standings.map(({ track }) => track.length - 1));
  const curves = standings.map(standing => {
    // By steps all have the same places; else each has its own.
    const steps = spreadSteps(by === 'step' ? last : standing.track.length - 1).filter(step => step in standing.track);
    return new Map(
      steps.map(step => {
        const loss = standing.track[step]![2];
        return [
          placeOfStep(standing, step, by),
          Math.min(minima.length === 0 ? loss : Math.max(loss - lowest, FLOOR), top),
        ];
      }),
    );
  });
  const places = [...new Set(curves.flatMap(curve => [...curve.keys()]))].sort((a, b) => a - b);
  return { columns: [places, ...curves.map(curve => places.map(place => curve.get(place) ?? null))], top };
}

/** Returns the place of a racer's step on the axis. */
function placeOfStep({ times, examplesOfStep }: Losses, step: number, by: Progress): number {
  if (by === 'step') return step;
  return by === 'examples' ? step * examplesOfStep : times[step]!;
}

/** Returns at most {@link POINTS} steps up to the last one. */
function spreadSteps(last: number): number[] {
  const stride = Math.max(1, Math.ceil(last / POINTS));
  return Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride).concat(last);
}

/** Returns the steps for the rows of a table, roughly logarithmic, and the last step. */
export function stepsOfTable(last: number): number[] {
  const steps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter(step => step < last);
  return [...steps, last];
}

/** The place of a schedule's curve: its size in pixels, and the last step that it shows. */
export interface CurvePlace {
  readonly dial: Dial;
  readonly width: number;
  readonly height: number;
  readonly last: number;
}

/** Room above and below the curve, for its handles. */
const MARGIN = 12;

/** Returns the last step of a curve: all changes are in its first four fifths, and the race in its whole. */
export function lastStepOf(timeline: Timeline, step: number): number {
  return Math.min(LAST_STEP, Math.max(100, step, Math.ceil(timeline.at(-1)![0] * 1.25)));
}

/** Returns the pixel of a value from a step on. */
export function pixelOf(
  { dial, width, height, last }: CurvePlace,
  step: number,
  value: number,
): [x: number, y: number] {
  const y = MARGIN + (1 - placeOf(dial, value) / 1000) * (height - 2 * MARGIN);
  return [(step / last) * width, y];
}

/** Returns the step and the value of a pixel. */
export function changeAt(
  { dial, width, height, last }: CurvePlace,
  x: number,
  y: number,
): [step: number, value: number] {
  const share = Math.min(Math.max(x / width, 0), 1);
  const place = 1000 * (1 - Math.min(Math.max((y - MARGIN) / (height - 2 * MARGIN), 0), 1));
  return [Math.round(share * last), valueAtPlace(dial, Math.round(place))];
}

/** Returns the curve as an SVG path: level up to each change. */
export function curvePath(place: CurvePlace, timeline: Timeline): string {
  return timeline
    .map(([step, value], index) => {
      const [x, y] = pixelOf(place, step, value);
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    })
    .concat(`H${place.width}`)
    .join('');
}

/** The share of a slider, of 1000, that a key moves a value by. */
const LIFT = 10;

/**
 * Returns the timeline after a key at one of its changes: left and right move it by a step, up and down by a hundredth of
 * the slider, with Shift ten times as far, and Delete removes it; `undefined` for other keys.
 */
export function changedByKey(
  dial: Dial,
  timeline: Timeline,
  index: number,
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
): Timeline | undefined {
  const [step, value] = timeline[index]!;
  const stride = shiftKey ? 10 : 1;
  const lifted = (by: number): number =>
    valueAtPlace(dial, Math.min(Math.max(placeOf(dial, value) + by * LIFT * stride, 0), 1000));
  switch (key) {
    case 'ArrowLeft':
      return movedChange(timeline, index, step - stride, value);
    case 'ArrowRight':
      return movedChange(timeline, index, step + stride, value);
    case 'ArrowUp':
      return movedChange(timeline, index, step, lifted(1));
    case 'ArrowDown':
      return movedChange(timeline, index, step, lifted(-1));
    case 'Delete':
    case 'Backspace':
      return withoutChange(timeline, index);
    default:
      return undefined;
  }
}
