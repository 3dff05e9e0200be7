import { placeOf, valueAtPlace, type Dial } from '../../controls/dial.ts';
import { movedChange, withoutChange, type Timeline } from './timeline.ts';

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
