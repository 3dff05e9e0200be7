import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@thalweg/outside/launch';
import { buildApp } from 'playground/build-app';
import { opened, phone, slowDown } from 'playground/phone';
import { serve } from 'playground/serve';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { objectLoop } from './object-loop.ts';
import type { RatioRow, Size } from './ratio-row.ts';
import { bySize } from './turns.ts';

const EMPTY = 'an empty page';

/** Frames of the playground while it learns, beside those of an empty page in the same browser. */
export const pageFrames: readonly RatioRow[] = [
  frames('digits are learned as fast as can be', '#/digits', learningDigits),
  ...['300', '5000'].map(speed =>
    frames(`8-8-8 units learn ${speed} steps a second`, `#/network?speed=${speed}`, async page => {
      await page.waitForFunction(() => Number(document.querySelector('[data-figure=step]')?.textContent) > 100);
    }),
  ),
  {
    name: 'pages: a click on Pause is answered while digits are learned as fast as can be',
    ours: 'from the click to the answer',
    reference: `a frame of ${EMPTY}`,
    bar: 6,
    turns: 5,
    needs: ['chromium'],
    prepare: size =>
      inPlayground(size, '#/digits', async page => {
        await learningDigits(page);
        return 1000 * (await pause(page));
      }),
  },
];

/** 19 of 20 frames take at most 20 ms, where those of an empty page take 16.7. */
function frames(when: string, fragment: string, learning: (page: Page) => Promise<void>): RatioRow {
  return {
    name: `pages: frames while ${when}: 19 of 20`,
    ours: fragment,
    reference: EMPTY,
    bar: 1.2,
    turns: 5,
    needs: ['chromium'],
    prepare: size =>
      inPlayground(size, fragment, async page => {
        await learning(page);
        const time = await frameTime(page, bySize(size, 100, 10));
        const isLearning = await page.getByRole('button', { name: 'Pause' }).count();
        if (isLearning !== 1) throw new Error('the page must learn until the last frame');
        return time;
      }),
  };
}

async function inPlayground(size: Size, fragment: string, use: (page: Page) => Promise<number>) {
  const playground: Playground = await openPlayground();
  return {
    ours: () => playground.inPage(fragment, use),
    reference: () => playground.inPage(undefined, page => frameTime(page, bySize(size, 100, 10))),
    close: () => playground.close(),
  };
}

async function learningDigits(page: Page): Promise<void> {
  await page.getByLabel('Steps a second').selectOption('no limit');
  await page.getByText('learning').waitFor();
}

/** Returns the time of a frame that 19 of 20 keep to, in microseconds. */
function frameTime(page: Page, count: number): Promise<number> {
  return page.evaluate(async frames => {
    const times: number[] = [];
    for (let before = performance.now(); times.length < frames;) {
      await new Promise(resolve => requestAnimationFrame(resolve));
      const now = performance.now();
      times.push(now - before);
      before = now;
    }
    times.sort((a, b) => a - b);
    return 1000 * times[Math.ceil(0.95 * frames) - 1]!;
  }, count);
}

/** Returns the milliseconds from a click on Pause until the page offers to play. */
function pause(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const buttons = [...document.querySelectorAll('button')];
    const before = performance.now();
    buttons.find(({ textContent }) => textContent === 'Pause')!.click();
    do await new Promise(resolve => requestAnimationFrame(resolve));
    while (![...document.querySelectorAll('button')].some(({ textContent }) => textContent === 'Play'));
    return performance.now() - before;
  });
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
const OBJECTS = '200,000 objects made and found in such a page';

const FRAGMENTS = [
  '#/',
  '#/descent',
  '#/descent?on=irises',
  '#/circuit',
  '#/digits',
  '#/network',
  '#/stream',
  '#/lecture?stop=noise&rate=0,8,16,24,32,40',
  '#/lecture?stop=minima&noise=3',
  '#/lecture?stop=rates',
];

/** The work of pages on their main thread, beside a loop in a page of the same browser. */
export const pageTasks: readonly RatioRow[] = [
  streamTasks(),
  ...FRAGMENTS.map(blocking),
  {
    name: 'pages: a cold load, until the first room can be used',
    ours: '#/descent',
    reference: OBJECTS,
    // A second and a half, where the objects take 28 ms.
    bar: 54,
    turns: 5,
    needs: ['chromium'],
    async prepare() {
      const playground = await openPlayground();
      return {
        ours: () =>
          playground.inPage('#/descent', async page => {
            await page.getByRole('button', { name: 'Pause' }).waitFor();
            return page.evaluate(() => 1000 * performance.now());
          }),
        reference: () => playground.inPage(undefined, objectsByTheClock),
        close: () => playground.close(),
      };
    },
  },
];

const LOOPS = 5;

/** The mean time of the main thread of a page for many small objects, in microseconds of the processor. */
async function objectsIn(page: Page, playground: Playground, size: Size): Promise<number> {
  const loops = bySize(size, LOOPS, 1);
  await tracing(page, playground);
  for (let n = 0; n < loops; n++) await page.evaluate(objectLoop);
  const times = (await traced(playground)).flatMap(({ name, tdur = 0 }) => (name === 'RunTask' ? [tdur] : []));
  // Each loop is a task, far longer than any other one.
  const longest = times.sort((one, other) => other - one).slice(0, loops);
  return longest.reduce((sum, time) => sum + time, 0) / loops;
}

/** The mean time from the beginning of such a loop to its end. It is about as long, all in all, as a cold load. */
async function objectsByTheClock(page: Page): Promise<number> {
  let sum = 0;
  for (let n = 0; n < 4 * LOOPS; n++) sum += await page.evaluate(objectLoop);
  return sum / (4 * LOOPS);
}

/** A task of a thread in the browser’s trace, in microseconds; `tdur` is time of the processor. */
interface Task {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly documentLoaderURL?: string } };
}

const tracing = (page: Page, { browser }: Playground): Promise<void> =>
  browser.startTracing(page, { categories: CATEGORIES });

async function traced({ browser }: Playground): Promise<readonly Task[]> {
  const trace = (await browser.stopTracing()).toString();
  return (JSON.parse(trace) as { readonly traceEvents: readonly Task[] }).traceEvents;
}

/** Learning and drawing take at most 16 ms a frame, where the objects take 28 ms. */
function streamTasks(): RatioRow {
  return {
    name: 'pages: learning and drawing 100 events a second, a frame: 19 of 20',
    ours: '#/stream?drift=sudden~550',
    reference: OBJECTS,
    bar: 0.57,
    turns: 3,
    needs: ['chromium'],
    async prepare(size) {
      const playground = await openPlayground();
      const [warmUp, events] = [bySize(size, 600, 20), bySize(size, 300, 20)];
      const ours = async (page: Page): Promise<number> => {
        await atEvent(page, warmUp);
        await tracing(page, playground);
        await atEvent(page, warmUp + events);
        const tasks = await traced(playground);
        const frame = tasks.find(({ name }) => name === 'FireAnimationFrame')!;
        const times = tasks
          .filter(({ name, pid, tid }) => name === 'RunTask' && pid === frame.pid && tid === frame.tid)
          .map(({ tdur = 0 }) => tdur)
          // What is shorter is no frame.
          .filter(time => time > 1000)
          .sort((a, b) => a - b);
        return times[Math.floor(0.95 * times.length)]!;
      };
      return {
        ours: () => playground.inPage('#/stream?drift=sudden~550', ours),
        reference: () => playground.inPage(undefined, page => objectsIn(page, playground, size)),
        close: () => playground.close(),
      };
    },
  };
}

/** Waits until a stream has played so many events. */
async function atEvent(page: Page, event: number): Promise<void> {
  await page.waitForFunction(
    event => Number(document.querySelector('strong[data-settled]')?.textContent?.replaceAll(/\D/g, '')) > event,
    event,
  );
}

/** Opening blocks a phone for at most 600 ms, where the objects take 112 ms in a page with a quarter of the processor. */
function blocking(fragment: string): RatioRow {
  return {
    name: `pages: opening ${fragment} blocks a phone`,
    ours: 'tasks on the main thread, beyond 50 ms each',
    reference: `${OBJECTS}, as slow as a phone`,
    bar: 5.4,
    turns: 3,
    needs: ['chromium'],
    async prepare(size) {
      const playground = await openPlayground();
      const opening = bySize(size, 5000, 1000);
      const before = async (page: Page): Promise<void> => {
        await slowDown(page);
        await tracing(page, playground);
      };
      const use = async (page: Page): Promise<number> => {
        await opened(page, opening);
        return blockingTime(await traced(playground), opening);
      };
      return {
        ours: () => playground.inPage(fragment, use, { ...phone, before }),
        reference: () =>
          playground.inPage(undefined, page => objectsIn(page, playground, size), { ...phone, before: slowDown }),
        close: () => playground.close(),
      };
    },
  };
}

/**
 * Returns the total blocking time of a page’s opening, in microseconds: of each task on its main thread, what is longer
 * than 50 ms, in time of the processor, so that it does not count what other programs on a busy machine take away.
 */
function blockingTime(tasks: readonly Task[], opening: number): number {
  const { pid, tid, ts } = [...tasks]
    .reverse()
    .find(({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL?.startsWith('http') === true)!;
  return tasks
    .filter(task => task.name === 'RunTask' && task.pid === pid && task.tid === tid)
    .filter(task => task.ts >= ts && task.ts < ts + opening * 1000)
    .reduce((sum, { tdur = 0 }) => sum + Math.max(0, tdur - 50_000), 0);
}

/** Options for opening a page. */
interface PageOptions extends BrowserContextOptions {
  /** Called with the page before it opens the address. */
  readonly before?: (page: Page) => Promise<void>;
}

/** The built playground in Chromium. */
interface Playground {
  readonly browser: Browser;
  /** Uses a new page, with a cache of its own: of the playground, or an empty one without a fragment. An error in it fails. */
  readonly inPage: <T>(
    fragment: string | undefined,
    use: (page: Page) => Promise<T>,
    options?: PageOptions,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

let built: Promise<string> | undefined;

/** Opens the playground in a Chromium of its own. It is built when it is first asked for. */
async function openPlayground(): Promise<Playground> {
  const host = await serve(await (built ??= build()), "'self' 'wasm-unsafe-eval'");
  const browser = await launchChromium();
  return {
    browser,
    async inPage(fragment, use, { before, ...options } = {}) {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const errors: string[] = [];
        page.on('pageerror', error => errors.push(String(error)));
        await before?.(page);
        if (fragment !== undefined) await page.goto(host.address + fragment);
        const result = await use(page);
        if (errors.length > 0) throw new Error(`the page must have no errors, got ${errors.join('; ')}`);
        return result;
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      host.close();
    },
  };
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildApp(folder);
  return folder;
}
