import { type Dial, placeOf, valueAtPlace } from '../../controls/dial.ts';
import { LAST_STEP } from './race/settings.ts';
import { movedChange, type Timeline, withoutChange } from './race/timeline.ts';

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
