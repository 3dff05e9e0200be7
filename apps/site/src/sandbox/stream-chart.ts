import { map, type Observable } from 'rxjs';
import type { Drawing } from './drawing.ts';
import { lineChart } from './line-chart.ts';

/** The most numbers of a stream that its chart shows. */
const SHOWN = 500;

/** The events of a stream while its chart follows it. */
export interface StreamEvents {
  readonly failed: (error: unknown) => void;
  readonly ended: () => void;
  /** Calls back with the next frame, even if the program has been stopped. */
  readonly nextFrame: (call: () => void) => void;
}

/** Subscribes to a stream of numbers, and draws the last of them, at most once in each frame. */
export function streamChart(name: string, stream$: Observable<unknown>, theme: string, events: StreamEvents): Drawing {
  const chart = lineChart(name, theme);
  const numbers: number[] = [];
  let gone = 0;
  let due = false;
  const draw = (): void => {
    due = false;
    chart.show(numbers, gone);
  };
  const add = (number: number): void => {
    if (numbers.push(number) > SHOWN) gone += numbers.splice(0, 1).length;
    if (!due) events.nextFrame(draw);
    due = true;
  };
  draw();
  const following = stream$.pipe(map(value => numberIn(name, value))).subscribe({ next: add, error: events.failed });
  following.add(events.ended);
  return { element: chart.element, follows: () => !following.closed, stop: () => following.unsubscribe() };
}

/** The number that a value of a stream is: itself, or the loss of a step. */
function numberIn(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  const { loss } = (value ?? {}) as { readonly loss?: unknown };
  if (typeof loss === 'number') return loss;
  throw new TypeError(`${name}: a chart must get numbers or steps, got ${typeof value}. Put map(…) after it.`);
}
