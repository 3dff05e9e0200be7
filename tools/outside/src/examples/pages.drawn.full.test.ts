/** @module-tag chromium */
import { landingRows } from '@thalweg/drawn';
import type { Browser, Page } from 'playwright-core';
import { preview } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';
import { builtWithAngular, builtWithVite } from './example.ts';

const opened: { browser?: Browser } = {};
beforeAll(async () => void (opened.browser = await launchChromium()));
afterAll(() => opened.browser?.close());

/** Serves a built page below a folder of the address, and runs a check of it. The page must log no error. */
async function open(outDir: string, check: (page: Page) => Promise<void>): Promise<void> {
  const server = await preview({
    configFile: false,
    base: '/page/',
    build: { outDir },
    logLevel: 'silent',
    preview: { port: 0, host: '127.0.0.1' },
  });
  const page = await opened.browser!.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  try {
    await page.goto(server.resolvedUrls!.local[0]!);
    await check(page);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const shown = async (page: Page, index: number): Promise<number> =>
  Number(await page.locator('output').nth(index).textContent());
// The pages have these in the same order.
const stepOf = (page: Page): Promise<number> => shown(page, 0);
const lossOf = (page: Page): Promise<number> => shown(page, 1);
const predictionOf = (page: Page): Promise<number> => shown(page, 2);

/** The steps that a page shows in 30 frames. */
const stepsShown = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const steps = new Set<number>();
    for (let frame = 0; frame < 30; frame++) {
      await new Promise(requestAnimationFrame);
      steps.add(Number(document.querySelector('output')!.textContent));
    }
    return [...steps];
  });

/** The loss falls; a training that is paused takes no steps, and goes on when it is resumed. */
async function checkTraining(page: Page): Promise<void> {
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  const first = await lossOf(page);
  await expect.poll(() => lossOf(page)).toBeLessThan(first / 4);
  await expect.poll(async () => (await stepsShown(page)).length).toBeGreaterThan(1);
  await press(page, 'Pause');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  // What was on its way when the training paused is shown still.
  await expect.poll(() => stepsShown(page)).toHaveLength(1);
  const paused = await stepOf(page);
  expect(await stepsShown(page)).toEqual([paused]);
  await press(page, 'Resume');
  await expect.poll(() => stepOf(page)).toBeGreaterThan(paused);
}

/** A training that was closed is gone: another one begins. */
async function checkClosing(page: Page): Promise<void> {
  await press(page, 'Close');
  await expect.poll(() => page.locator('output').count()).toBe(0);
  await expect.poll(() => page.workers().length).toBe(0);
  const first = await page.evaluate(async () => {
    document.querySelector('button')!.click();
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return Number(document.querySelector('output')!.textContent);
  });
  await expect.poll(() => stepOf(page)).toBeGreaterThan(first);
}

/** A page that is built, and what it shows besides its training. */
interface BuiltPage {
  readonly name: string;
  readonly built: () => Promise<string>;
  readonly check: (page: Page) => Promise<void>;
}

/** A page of React. In development, StrictMode mounts each component twice. */
const reactPage = (mode: 'production' | 'development'): BuiltPage => ({
  name: `React, in one worker, in ${mode}`,
  built: () => builtWithVite('react-page', mode),
  async check(page) {
    expect(page.workers()).toHaveLength(1);
    const curve = (await page.locator('polyline').last().getAttribute('points'))!;
    expect(curve.split(' ')).toHaveLength(200);
  },
});

const pages: readonly BuiltPage[] = [
  reactPage('production'),
  reactPage('development'),
  {
    name: 'Svelte, with the circuit at the point that is chosen',
    built: () => builtWithVite('svelte-page', 'production'),
    async check(page) {
      await expect.poll(() => predictionOf(page)).toBeCloseTo(1, 1);
      await page.getByRole('slider').fill('-2');
      await expect.poll(() => predictionOf(page)).toBeCloseTo(-5, 1);
      const wires = page.locator('thalweg-circuit .value');
      await expect.poll(() => wires.allTextContents()).toEqual(expect.arrayContaining(['−2', '−5']));
    },
  },
  {
    name: 'Angular, with the probability of the place that is chosen',
    built: () => builtWithAngular('angular-app'),
    async check(page) {
      await expect.poll(() => predictionOf(page)).toBeGreaterThan(0.9);
      await page.getByRole('slider').fill('1');
      await expect.poll(() => predictionOf(page)).toBeLessThan(0.1);
    },
  },
];

it.each(landingRows('example pages', pages))('trains while it is open: $name', async ({ built, check }) => {
  await open(await built(), async page => {
    await checkTraining(page);
    const workers = page.workers().length;
    await check(page);
    await checkClosing(page);
    expect(page.workers()).toHaveLength(workers);
  });
});
