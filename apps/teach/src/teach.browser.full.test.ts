/** @module-tag chromium */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@thalweg/outside/launch';
import { buildApp } from 'playground/build-app';
import { held } from 'playground/held';
import { found, reachingOut } from 'playground/page-checks';
import { type Host, serve } from 'playground/serve';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'teach-'));
let host: Host;
let browser: Browser;

beforeAll(async () => {
  const flags = [
    '--use-fake-device-for-media-stream=fps=60',
    '--use-fake-ui-for-media-stream',
    '--js-flags=--expose-gc',
  ];
  [browser] = await Promise.all([
    launchChromium(flags),
    buildApp(join(folder, 'app'), fileURLToPath(new URL('..', import.meta.url))),
  ]);
  host = await serve(join(folder, 'app'), "'self' 'wasm-unsafe-eval'");
});
afterAll(async () => {
  await browser?.close();
  host?.close();
  rmSync(folder, { recursive: true });
});

/** The page as the test sees it. */
interface Watched {
  /** The tracks of its cameras. */
  readonly tracks: MediaStreamTrack[];
  /** The timers that run again and again. */
  readonly timers: Set<unknown>;
  /** The requests and scripts that its policy refused. */
  readonly refused: string[];
}

/** Runs in the page, before its scripts. */
function watch(): void {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const tracks: MediaStreamTrack[] = [];
  const refused: string[] = [];
  const timers = new Set<unknown>();
  const { setInterval: begin, clearInterval: end } = globalThis;
  mediaDevices.getUserMedia = async wanted => {
    const stream = await ask(wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };
  addEventListener('securitypolicyviolation', event => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  const setInterval = (call: () => void, ms: number): unknown => {
    const timer = begin(call, ms);
    timers.add(timer);
    return timer;
  };
  const clearInterval = (timer: number): void => (timers.delete(timer), end(timer));
  Object.assign(globalThis, { tracks, timers, refused, setInterval, clearInterval });
}

/**
 * Opens the page, and takes it off the network when it is ready. A logged error, a request after that and what the policy refuses
 * fail the test.
 */
async function inPage<T>(use: (page: Page) => Promise<T>, options: BrowserContextOptions = {}): Promise<T> {
  const context = await browser.newContext({ permissions: ['camera'], reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('console', message => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', error => wrong.push(String(error)));
    await page.addInitScript(watch);
    await page.goto(host.address);
    await page.getByRole('button', { name: 'Draw' }).waitFor();
    await context.setOffline(true);
    page.on('request', request => request.url().startsWith('blob:') || wrong.push(request.url()));
    const result = await use(page);
    expect(wrong).toEqual([]);
    expect(await page.evaluate(() => (globalThis as unknown as Watched).refused)).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

type Place = readonly [x: number, y: number];

/** Some digits in one line each, between places from 0 to 1. */
const digits: Readonly<Record<string, readonly Place[]>> = {
  zero: Array.from({ length: 8 }, (_, n): Place => [0.5 + Math.sin(n * 0.9) / 5, 0.5 - Math.cos(n * 0.9) / 3]),
  one: [[0.4, 0.3], [0.5, 0.15], [0.5, 0.85]],
  seven: [[0.25, 0.2], [0.7, 0.2], [0.45, 0.85]],
}; // prettier-ignore

/** Draws a digit, a little elsewhere each time. The first line after an example begins a new drawing. */
async function draw(page: Page, digit: string, by: number): Promise<void> {
  const pad = page.getByRole('application');
  const { x, y, width, height } = (await pad.boundingBox())!;
  const [first, ...others] = digits[digit]!.map(([across, down]): [number, number] => [
    x + (across + by) * width,
    y + (down - by) * height,
  ]);
  await page.mouse.move(...first!);
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...place);
  await page.mouse.up();
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const add = (page: Page, name: string) => press(page, `Add an example of ${name}`);

/** Teaches three classes by drawn digits. */
async function teach(page: Page): Promise<void> {
  await press(page, 'Draw');
  await press(page, 'Add a class');
  const names = Object.keys(digits);
  for (const [n, name] of names.entries()) {
    await page.getByRole('textbox').nth(n).fill(name);
    await page.keyboard.press('Enter');
  }
  for (const by of [0, 0.06, -0.06])
    for (const name of names) {
      await draw(page, name, by);
      await add(page, name);
    }
}

const shares = (page: Page): Promise<number[]> =>
  page.locator('[data-share]').evaluateAll(rows => rows.map(row => Number((row as HTMLElement).dataset['share'])));

it('digits are drawn, learned and predicted; saved and opened, they predict the same to the bit', async () => {
  const path = join(folder, 'lesson.safetensors');
  const before = await inPage(async page => {
    await teach(page);
    for (const [n, name] of Object.keys(digits).entries()) {
      await press(page, 'Clear');
      await draw(page, name, 0.03);
      await expect.poll(async () => (await shares(page))[n]).toBeGreaterThan(0.8);
    }
    // Seven examples came when two classes had one.
    await page.getByText(/^\d+ % of the examples were recognized/).waitFor();
    const counts = await page.locator('tbody td').allTextContents();
    expect(counts.reduce((sum, count) => sum + (Number(count) || 0), 0)).toBe(7);
    await press(page, 'Pause');
    const saved = page.waitForEvent('download');
    await press(page, 'Save');
    await (await saved).saveAs(path);
    await press(page, 'Clear');
    await draw(page, 'seven', 0.03);
    return shares(page);
  });
  await inPage(async page => {
    const choose = (files: string) => page.locator('input[type=file]').setInputFiles(files);
    const broken = join(folder, 'broken.safetensors');
    writeFileSync(broken, (await readFile(path)).subarray(0, -100));
    await choose(broken);
    await page.getByText('broken.safetensors was not opened, and nothing has changed.').waitFor();
    await press(page, 'Pause');
    await choose(path);
    await page.getByText('lesson.safetensors was opened.').waitFor();
    expect(await page.locator('article li').count()).toBe(9);
    await press(page, 'Draw');
    await draw(page, 'seven', 0.03);
    await expect.poll(() => shares(page)).toEqual(before);
  });
});

it('a camera gives examples while a button is held by keys or by a pointer, and one for the click of a screen reader', () =>
  inPage(async page => {
    await press(page, 'Camera');
    await page.getByRole('img', { name: 'What the camera sees' }).waitFor();
    const button = (name: string) => page.getByRole('button', { name: `Add an example of ${name}` });
    const examples = (n: number) => page.locator('article').nth(n).locator('li');
    await button('Class 1').focus();
    await page.keyboard.down('Space');
    await expect.poll(() => examples(0).count()).toBeGreaterThan(2);
    await page.keyboard.up('Space');
    await button('Class 2').hover();
    await page.mouse.down();
    await expect.poll(() => examples(1).count()).toBeGreaterThan(2);
    await page.mouse.move(0, 0);
    await page.mouse.up();
    const [first, second] = [await examples(0).count(), await examples(1).count()];
    await button('Class 1').evaluate((button: HTMLElement) => button.click());
    // Longer than the pause between two examples of a button that is held.
    await page.waitForTimeout(300);
    expect([await examples(0).count(), await examples(1).count()]).toEqual([first + 1, second]);
    await page.getByRole('button', { name: 'Take example 1 back' }).click();
    expect(await examples(0).count()).toBe(first);
    await page.locator('[data-figure=step]').waitFor();
  }));

it('a camera that is refused or missing is named, with what to do', () =>
  inPage(async page => {
    for (const [name, text] of [
      ['NotAllowedError', 'may not use the camera. Allow it'],
      ['NotFoundError', 'There is no camera here. Connect one'],
      ['NotReadableError', 'Another program uses the camera. Close it'],
      ['OverconstrainedError', 'The camera gives no pictures.'],
    ] as const) {
      await page.evaluate(name => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      }, name);
      await press(page, 'Camera');
      await page.getByRole('alert').filter({ hasText: text }).waitFor();
    }
    expect(await page.getByRole('button', { name: 'Add an example of Class 1' }).isDisabled()).toBe(true);
  }));

it('cameras that start and stop, and classes that come and go, leave nothing', () =>
  inPage(async page => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    /** Starts the camera, adds a class with an example, removes it and stops the camera, so many times; returns the states of tracks. */
    const visit = (times: number) =>
      page.evaluate(async times => {
        const until = async <T>(look: () => T | null | undefined | false): Promise<T> => {
          for (let value = look(); ; value = look()) {
            if (value) return value;
            await new Promise(resolve => setTimeout(resolve, 2));
          }
        };
        const button = (name: string) =>
          [...document.querySelectorAll('button')].find(
            one => (one.ariaLabel ?? one.textContent).trim() === name && !one.disabled,
          );
        for (let i = 0; i < times; i++) {
          button('Camera')!.click();
          button('Add a class')!.click();
          (await until(() => button('Add an example of Class 3'))).click();
          await until(() => document.querySelector('li canvas'));
          button('Remove Class 3')!.click();
          button('Stop')!.click();
          await until(() => !button('Stop'));
        }
        const { tracks } = globalThis as unknown as Watched;
        return tracks.splice(0).map(({ readyState }) => readyState);
      }, times);
    await visit(5);
    // The browser lets some twenty cameras go later. Each one that leaks has two nodes, a listener and pictures of 50 kB.
    const limits = { Nodes: 90, JSEventListeners: 45, bytes: 1_000_000 };
    const now = (what: string) => held(page, session, what as keyof typeof limits);
    const before = {
      Nodes: await now('Nodes'),
      JSEventListeners: await now('JSEventListeners'),
      bytes: await now('bytes'),
    };
    expect(await visit(50)).toEqual(Array.from({ length: 50 }, () => 'ended'));
    for (const [what, limit] of Object.entries(limits))
      await expect.poll(async () => (await now(what)) - before[what as keyof typeof limits]).toBeLessThan(limit);
    await press(page, 'Pause');
    const timers = () => page.evaluate(() => (globalThis as unknown as Watched).timers.size);
    await expect.poll(timers).toBe(0);
    // What is likely is read aloud when it has come to rest, which it does not before a camera.
    await press(page, 'Camera');
    await page.getByRole('img', { name: 'What the camera sees' }).waitFor();
    expect(await timers()).toBe(1);
  }));

it('is whole and accessible in both looks, on a phone and on a desk', () =>
  inPage(async page => {
    expect(await found(page)).toEqual([]);
    await teach(page);
    await page.getByText('of the examples were recognized').waitFor();
    for (const width of [360, 390, 768, 1280, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await reachingOut(page), `${width}`).toEqual([]);
    }
    expect(await found(page), 'light, on a desk').toEqual([]);
    await page.setViewportSize({ width: 360, height: 900 });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await found(page), 'dark, on a phone').toEqual([]);
    const small = await page.locator('button, input:not([hidden])').evaluateAll(all =>
      all.flatMap(one => {
        const { width, height } = one.getBoundingClientRect();
        return width < 44 || height < 44 ? [`${one.outerHTML.slice(0, 60)} ${width}×${height}`] : [];
      }),
    );
    expect(small).toEqual([]);
  }));
