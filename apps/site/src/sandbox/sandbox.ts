import style from 'uplot/dist/uPlot.min.css';
import { draw, drawable } from './draw.ts';
import type { Drawing, StreamEvents } from './stream-chart.ts';
import type { Report, Request } from './messages.ts';
import { moduleNamed } from './modules.ts';
import { reporter } from './reporter.ts';
import { stoppableTimers } from './timers.ts';

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
