import * as data from '@thalweg/data';
import * as graph from '@thalweg/graph';
import * as inspect from '@thalweg/inspect';
import * as metrics from '@thalweg/metrics';
import * as nn from '@thalweg/nn';
import * as online from '@thalweg/online';
import * as optim from '@thalweg/optim';
import * as tensor from '@thalweg/tensor';
import { suggestion } from '@thalweg/tensor/engine';
import * as train from '@thalweg/train';
import * as wasm from '@thalweg/wasm';
import * as rxjs from 'rxjs';
import uPlot from 'uplot';
import style from 'uplot/dist/uPlot.min.css';
import { editableModules } from '../program/programs-of.ts';
import type { Report, Request, Shown } from './messages.ts';
import { reporter, stoppableTimers } from './reporter.ts';

// The program of the frame in which blocks run. It has no network and no access to the page around it.

/** The lines that the browser puts before the body of a function made of text. */
const LINES_OF_HEAD = 2;

const send = (report: Report): void => parent.postMessage(report, '*');

type Body = (require: typeof moduleNamed, report: object, exports: object) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => Body;

let variables: Readonly<Record<string, unknown>> = {};
let linesBefore = 0;
let theme = 'light';
let done = false;
let drawing: Drawing | undefined;
const events: StreamEvents = { failed: fail, ended: tellIfQuiet, nextFrame: requestAnimationFrame.bind(window) };
const timers = stoppableTimers(window, tellIfQuiet);
const report = reporter(send, kept => (variables = kept));

function tellIfQuiet(): void {
  const quiet = (): boolean => done && timers.quiet() && drawing?.follows() !== true;
  // What runs now may set the next timer.
  if (quiet()) queueMicrotask(() => quiet() && send({ kind: 'quiet' }));
}

function show(name: string): void {
  drawing?.stop();
  drawing = draw(name, variables, theme, events);
  if (drawing.follows()) send({ kind: 'listening' });
  document.body.replaceChildren(drawing.element);
}

function stop(): void {
  drawing?.stop();
  timers.stop();
}

function fail(error: unknown): void {
  const at = error instanceof Error ? /block\.ts:(\d+)/.exec(error.stack ?? '')?.[1] : undefined;
  const line = at === undefined ? undefined : Number(at) - LINES_OF_HEAD - linesBefore;
  send({ kind: 'error', line: line !== undefined && line > 0 ? line : undefined, text: String(error) });
}

async function run(code: string): Promise<void> {
  await new AsyncFunction('require', 'report', 'exports', `${code}\n//# sourceURL=block.ts`)(moduleNamed, report, {});
  // What reaches nobody is reported in a turn of its own.
  await new Promise(resolve => setTimeout(resolve));
}

Object.assign(console, { log: report.print, info: report.print, warn: report.print });
addEventListener('error', ({ error, message }) => fail(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => fail(reason));
addEventListener('message', ({ data, source }: MessageEvent<Request>) => {
  if (source !== parent) return;
  if (data.kind === 'stop') stop();
  else if (data.kind === 'theme') document.documentElement.dataset['theme'] = theme = data.theme;
  else if (data.kind === 'show') show(data.name);
  else {
    linesBefore = data.linesBefore;
    void run(data.code)
      .catch(fail)
      .finally(() => {
        done = true;
        send({ kind: 'done', shows: drawable(variables) });
        tellIfQuiet();
      });
  }
});
document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
new ResizeObserver(() => send({ kind: 'height', pixels: document.documentElement.offsetHeight })).observe(
  document.documentElement,
);
send({ kind: 'ready' });

const packages: Readonly<Record<string, object>> = {
  tensor,
  graph,
  optim,
  nn,
  data,
  metrics,
  train,
  online,
  inspect,
  wasm,
};

/** Names that the language and the translated imports look up. */
const ASKED = /^(__esModule|default|then)$/;

/**
 * The module that a block imports by a name of `editableModules`.
 *
 * @throws TypeError if the page has no such module; and later, when a name is used that the module does not export
 */
function moduleNamed(name: string): object {
  const found = name === 'rxjs' ? rxjs : packages[name.replace(/^@?thalweg\//, '')];
  if (found === undefined)
    throw new TypeError(
      `import: a module must be one that this page has, got '${name}'. ${suggestion(name, [...editableModules])}`,
    );
  return new Proxy(found, {
    get(exports: Readonly<Record<string, unknown>>, key) {
      if (typeof key === 'symbol' || key in exports || ASKED.test(key)) return exports[key as string];
      throw new TypeError(
        `import: a name must be one that '${name}' exports, got '${key}'. ${suggestion(key, Object.keys(exports))}`,
      );
    },
  });
}

type Variables = Readonly<Record<string, unknown>>;

/** The fewest numbers that make a chart. */
const POINTS = 3;

/** The variables of a block that can be drawn: nodes as circuits, numbers and streams as charts. */
function drawable(variables: Variables): Shown[] {
  return Object.entries(variables).flatMap(([name, value]): Shown[] => {
    const as = kindOf(value);
    return as === undefined ? [] : [{ name, as }];
  });
}

const isNode = (value: unknown): value is graph.Node => value instanceof graph.Node;

function kindOf(value: unknown): Shown['as'] | undefined {
  if (isNode(value)) return 'circuit';
  if (value instanceof data.Dataset) return undefined;
  if (rxjs.isObservable(value)) return 'stream';
  return numbersIn(value) === undefined ? undefined : 'chart';
}

/** Draws a variable: a circuit that stays live, a line chart, or a line chart that follows a stream. */
function draw(name: string, variables: Variables, theme: string, events: StreamEvents): Drawing {
  const value = variables[name];
  if (kindOf(value) === 'stream') return streamChart(name, value as rxjs.Observable<unknown>, theme, events);
  const element = isNode(value) ? circuit(value, variables, theme) : chart(name, numbersIn(value)!, theme);
  return { element, follows: () => false, stop() {} };
}

function circuit(node: graph.Node, variables: Variables, theme: string): HTMLElement {
  inspect.defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as inspect.CircuitElement;
  element.setAttribute('theme', theme);
  const names = Object.entries(variables).filter(
    (entry): entry is [string, graph.Node] => entry[1] instanceof graph.Node,
  );
  return Object.assign(element, { names: Object.fromEntries(names), node });
}

function numbersIn(value: unknown): number[] | undefined {
  const items = ArrayBuffer.isView(value) && !(value instanceof DataView) ? [...(value as Float32Array)] : value;
  if (!Array.isArray(items) || items.length < POINTS) return undefined;
  const numbers: unknown[] = items;
  return numbers.every(each => typeof each === 'number') ? (numbers as number[]) : undefined;
}

function chart(name: string, numbers: readonly number[], theme: string): HTMLElement {
  const { element, show } = lineChart(name, theme);
  show(numbers);
  return element;
}

/** The most numbers of a stream that its chart shows. */
const SHOWN = 500;

/** The events of a stream while its chart follows it. */
interface StreamEvents {
  readonly failed: (error: unknown) => void;
  readonly ended: () => void;
  /** Calls back with the next frame, even if the program has been stopped. */
  readonly nextFrame: (call: () => void) => void;
}

/** Subscribes to a stream of numbers, and draws the last of them, at most once in each frame. */
function streamChart(name: string, stream$: rxjs.Observable<unknown>, theme: string, events: StreamEvents): Drawing {
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
  const following = stream$
    .pipe(rxjs.map(value => numberIn(name, value)))
    .subscribe({ next: add, error: events.failed });
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
interface Drawing {
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
function lineChart(name: string, theme: string): LineChart {
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
