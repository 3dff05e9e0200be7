import type { Page } from 'playwright-core';
import { openPlayground, type Playground } from './playground-pages.ts';
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
