/** @module-tag chromium */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@thalweg/outside/launch';
import { buildApp } from 'playground/build-app';
import { found, reachingOut } from 'playground/page-checks';
import { type Host, serve } from 'playground/serve';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'teach-'));
let host: Host;
let browser: Browser;

beforeAll(async () => {
  const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
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

/** Opens the page. A logged error, a failed request or one to elsewhere fails the test. */
async function inPage<T>(use: (page: Page) => Promise<T>, options: BrowserContextOptions = {}): Promise<T> {
  const context = await browser.newContext({ permissions: ['camera'], reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    const logged: string[] = [];
    page.on('console', message => message.type() === 'error' && logged.push(message.text()));
    page.on('pageerror', error => logged.push(String(error)));
    page.on(
      'request',
      request =>
        request.url().startsWith(host.address) ||
        request.url().startsWith('data:') ||
        request.url().startsWith('blob:') ||
        logged.push(request.url()),
    );
    await page.goto(host.address);
    await page.getByRole('button', { name: 'Draw' }).waitFor();
    const result = await use(page);
    expect(logged).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

/** Draws a line on a fresh pad, between two places from 0 to 1. */
async function draw(page: Page, ...places: readonly (readonly [number, number])[]): Promise<void> {
  await page.getByRole('button', { name: 'Clear' }).click();
  const pad = page.getByRole('application');
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  const [first, ...others] = places.map(([across, down]) => [x + across * width, y + down * height] as const);
  await page.mouse.move(...first!);
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...place, { steps: 4 });
  await page.mouse.up();
}

/** A line from top to bottom, and a cross, a little elsewhere each time. */
const line = (page: Page, by: number) => draw(page, [0.4 + by, 0.2], [0.42 + by, 0.8]);
const zigzag = (page: Page, by: number) => draw(page, [0.2, 0.3 + by], [0.8, 0.3], [0.2, 0.7 + by], [0.8, 0.75]);

const add = (page: Page, name: string) => page.getByRole('button', { name: `Add an example of ${name}` }).click();

/** Teaches two classes by drawings. */
async function teach(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Draw' }).click();
  for (const by of [0, 0.05, 0.1]) {
    await line(page, by);
    await add(page, 'Class 1');
    await zigzag(page, by);
    await add(page, 'Class 2');
  }
}

const shares = (page: Page): Promise<number[]> =>
  page.locator('[data-share]').evaluateAll(rows => rows.map(row => Number((row as HTMLElement).dataset['share'])));

it('two classes are drawn, learned and predicted; saved and opened, they predict the same to the bit', async () => {
  const path = join(folder, 'lesson.safetensors');
  const before = await inPage(async page => {
    await teach(page);
    await line(page, 0.2);
    await expect.poll(async () => (await shares(page))[0]).toBeGreaterThan(0.8);
    await zigzag(page, 0.07);
    await expect.poll(async () => (await shares(page))[1]).toBeGreaterThan(0.8);
    await page.getByText('of the examples were recognized').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await line(page, 0.2);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save' }).click();
    await (await saved).saveAs(path);
    return shares(page);
  });
  await inPage(async page => {
    const choose = (files: string) => page.locator('input[type=file]').setInputFiles(files);
    const broken = join(folder, 'broken.safetensors');
    writeFileSync(broken, (await readFile(path)).subarray(0, -100));
    await choose(broken);
    await page.getByText('broken.safetensors was not opened, and nothing has changed.').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await choose(path);
    await page.getByText('lesson.safetensors was opened.').waitFor();
    expect(await page.locator('article li').count()).toBe(6);
    await page.getByRole('button', { name: 'Draw' }).click();
    await line(page, 0.2);
    await expect.poll(() => shares(page)).toEqual(before);
  });
});

it('a camera gives examples while a button is held, and is free again after Stop', () =>
  inPage(async page => {
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const tracks: MediaStreamTrack[] = [];
      mediaDevices.getUserMedia = async constraints => {
        const stream = await ask(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      };
      Object.assign(globalThis, { tracks });
    });
    const states = () =>
      page.evaluate(() =>
        (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ readyState }) => readyState),
      );
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.getByRole('img', { name: 'What the camera sees' }).waitFor();
    const hold = page.getByRole('button', { name: 'Add an example of Class 1' });
    await hold.focus();
    await page.keyboard.down('Space');
    await page.getByText('3 examples').waitFor();
    await page.keyboard.up('Space');
    await add(page, 'Class 2');
    await page.locator('[data-figure=step]').waitFor();
    expect(await states()).toEqual(['live']);
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await states()).toEqual(['ended']);
  }));

it('a camera that is refused or missing is named, with what to do', async () => {
  await inPage(
    async page => {
      for (const [name, text] of [
        ['NotAllowedError', 'may not use the camera'],
        ['NotFoundError', 'There is no camera here'],
      ] as const) {
        await page.evaluate(name => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
        }, name);
        await page.getByRole('button', { name: 'Camera' }).click();
        await page.getByRole('alert').filter({ hasText: text }).waitFor();
      }
    },
    { permissions: [] },
  );
});

it.each(['light', 'dark'] as const)('is whole and accessible in a %s look, on a phone and on a desk', colorScheme =>
  inPage(
    async page => {
      await teach(page);
      await page.getByText('of the examples were recognized').waitFor();
      await page.getByRole('button', { name: 'Add a class' }).click();
      for (const width of [360, 390, 768, 1280, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await reachingOut(page), `${width}`).toEqual([]);
        if (width === 360 || width === 1280) expect(await found(page)).toEqual([]);
        const shots = process.env['TEACH_SHOTS'];
        if (shots !== undefined)
          await page.screenshot({ path: join(shots, `${colorScheme}-${width}.png`), fullPage: true });
      }
    },
    { colorScheme },
  ),
);
