import { map, type Observable } from 'rxjs';
import uPlot from 'uplot';

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

/** A picture of a variable. */
export interface Drawing {
  readonly element: HTMLElement;
  /** True while it is subscribed to a stream. */
  readonly follows: () => boolean;
  /** Leaves the stream; the picture stays. */
  readonly stop: () => void;
}

/** A line chart of numbers by their places. */
interface LineChart {
  readonly element: HTMLElement;
  /** Draws numbers, of which the first has the place `first`. */
  readonly show: (numbers: readonly number[], first?: number) => void;
}

/** A line chart in the colours of a theme, as wide as the page. */
export function lineChart(name: string, theme: string): LineChart {
  const element = document.createElement('figure');
  element.style.margin = '0';
  element.setAttribute('role', 'img');
  const dark = theme === 'dark';
  const axis = { stroke: dark ? '#c9c2b6' : '#4a443b', grid: { stroke: dark ? '#3a362f' : '#e6dfd3' } };
  const options: uPlot.Options = {
    width: Math.max(240, document.body.clientWidth),
    height: 220,
    scales: { x: { time: false } },
    axes: [axis, axis],
    series: [{ label: '#' }, { label: name, stroke: dark ? '#7cc0b4' : '#0f6b5f', width: 2 }],
  };
  const plot = new uPlot(options, [[], []], element);
  return {
    element,
    show(numbers, first = 0) {
      const range = numbers.length === 0 ? '' : `, from ${numbers[0]} to ${numbers.at(-1)}`;
      element.setAttribute('aria-label', `${name}: ${first + numbers.length} numbers${range}`);
      plot.setData([numbers.map((_, at) => first + at), [...numbers]]);
    },
  };
}
