import { fileURLToPath } from 'node:url';
import { isRelease } from '@thalweg/drawn';
import type { Page, ViewportSize } from 'playwright-core';
import { expect } from 'vitest';
import { stops } from '../lecture/stops.ts';
import { found, reachingOut } from './page-checks.ts';
import type { UsePage } from './pages.ts';

/** Pictures for people to look at; the run before a release makes them anew. */
const folder = fileURLToPath(new URL('../../screenshots', import.meta.url));

/** A page of the app, and what to wait for before it is looked at. */
interface LookedAt {
  readonly name: string;
  readonly fragment: string;
  readonly ready?: (page: Page) => Promise<unknown>;
}

/** The addresses of stops whose task is done, by the names of the stops. */
const done: Readonly<Record<string, string>> = {
  batches: 'guess=3&size=1',
  noise: 'guess=3&rate=0,8,16,24,32,40',
  minima: 'guess=1&noise=3',
  ravine: 'guess=2&decay=0.9',
  rare: 'guess=3&sent=10',
  rates: 'guess=3&t=1000',
  units: 'guess=2&factor=1000',
  adam: 'guess=none&correction=off&t=10',
  difference: 'guess=3&h=1e-9',
  chain: 'guess=2&upstream=1,10',
  wires: 'guess=2&wire=y',
  neuron: 'guess=2&wire=w0&sigmoid=folded',
};

/** The stops of the lecture after what there is to do, and the first one as it opens. */
const lecturePages = [
  { name: 'lecture', fragment: '#/lecture', ready: isRead },
  ...stops.map(({ name }) => ({
    name: `lecture-${name}`,
    fragment: `#/lecture?stop=${name}&${done[name] ?? 'guess=1'}`,
    ready: isRead,
  })),
];

/** The pages that are looked at: each room, and what it says to nonsense. */
export const pages: readonly LookedAt[] = [
  { name: 'start', fragment: '' },
  { name: 'ravine', fragment: '#/descent?on=ravine&step=60' },
  {
    name: 'everybody',
    fragment:
      '#/descent?on=himmelblau&from=-0.5,-1&step=80&race=sgd,momentum,nesterov,adagrad,adadelta,rmsprop,adam,lion&sgd.rate=0.005~40:0.5',
  },
  { name: 'irises', fragment: '#/descent?on=irises&step=150' },
  { name: 'nonsense', fragment: '#/nowhere?on=%F0%9F%90%87' },
  { name: 'circuit', fragment: '#/circuit' },
  { name: 'sigmoid', fragment: '#/circuit?on=sigmoid&at=12' },
  { name: 'circuit-end', fragment: '#/circuit?at=end' },
  { name: 'attention', fragment: '#/circuit?on=attention&at=end' },
  { name: 'circuit-network', fragment: '#/circuit?on=network&at=12' },
  { name: 'no-expression', fragment: '#/circuit?of=log(x)+/&x=-1' },
  {
    name: 'digits',
    fragment: '#/digits?a=0:adam:0.002~500&b=a~250:sgd:0.1~300:momentum:0.02~600&at=b:600&show=3',
    ready: page => page.waitForFunction(() => document.body.innerText.includes('paused')),
  },
  { name: 'network', fragment: '#/network', ready: page => page.getByText('98.0 %').waitFor() },
  {
    name: 'clouds',
    fragment:
      '#/network?on=gaussians&classes=4&features=x1,x2&layers=4,3&optimizer=sgd&points=1,2,3&tests=1&penalty=l2&step=200&rate=0.1~50:0.3&weight=0.1.1',
    ready: page => page.getByRole('heading', { name: 'Into layer 1, unit 2' }).waitFor(),
  },
  { name: 'stream', fragment: '#/stream', ready: page => page.getByText('event 900', { exact: true }).waitFor() },
  {
    name: 'stream-late',
    fragment: '#/stream?drift=sudden~600,gradual~1500,recurring~2200&late=120&detector=ddm&event=2900',
    ready: page => page.locator('strong[data-settled=true]').waitFor(),
  },
  ...lecturePages,
];

/** Waits until the picture of a room is drawn. */
const drawn = (page: Page): Promise<void> =>
  page
    .locator('[data-sentence], .ground path, .picture:not(.new), canvas:not(.ground + canvas, .u-wrap canvas)')
    .first()
    .waitFor();

/** Scrolls to the end of a page and back: some pictures are drawn when they come into sight. */
const scrollThrough = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
      scrollTo(0, top);
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    scrollTo(0, 0);
  });

/** Opens what is closed, and closes what is open. */
const toggleAll = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelectorAll('summary').forEach(summary => summary.click()));

/** Options of a page that is looked at. */
export const looks = { reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } } as const;

/** Opens a page in one look, and checks on each screen that it is whole and accessible. */
export const checkLook = (
  inPage: UsePage,
  { name, fragment, ready }: LookedAt,
  colorScheme: 'light' | 'dark',
  screens: readonly ViewportSize[],
): Promise<void> =>
  inPage(
    fragment,
    async page => {
      for (const viewport of screens) {
        await page.setViewportSize(viewport);
        await page.locator('h1').waitFor();
        await scrollThrough(page);
        await drawn(page);
        await ready?.(page);
        const path = `${folder}/${name}-${colorScheme}-${viewport.width}.png`;
        if (isRelease) await page.screenshot({ path, fullPage: true });
        await toggleAll(page);
        await page.locator('pre').last().waitFor();
        expect(await reachingOut(page), `${viewport.width}`).toEqual([]);
        // What axe finds depends on the layout, which is that of a phone or that of a desktop.
        if (viewport.width === 360 || viewport.width === 1280) expect(await found(page)).toEqual([]);
        await toggleAll(page);
      }
    },
    { ...looks, colorScheme },
  );

/** Waits until the computation of a stop is over. */
function isRead(page: Page): Promise<unknown> {
  return page.waitForFunction(() =>
    ['now', 'sentence'].every(name => !document.querySelector(`[data-${name}]`)?.textContent?.endsWith('…')),
  );
}
