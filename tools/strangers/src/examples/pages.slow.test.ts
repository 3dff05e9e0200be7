import { join } from 'node:path';
import { launchChromium } from '@thalweg/browser/launch';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { putExample } from './put-example.ts';
import { buildPage, serveFolder, type BuiltFor } from './serve-example.ts';

const opened: { browser?: Browser } = {};
beforeAll(async () => void (opened.browser = await launchChromium()));
afterAll(() => opened.browser?.close());

/** Builds the page of an example, opens it, and runs a check of it. The page must log no error. */
async function open(folder: string, builtFor: BuiltFor, check: (page: Page) => Promise<void>): Promise<void> {
  const outDir = join(folder, builtFor);
  await buildPage(folder, builtFor, outDir);
  const served = await serveFolder(outDir);
  const page = await opened.browser!.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  try {
    await page.goto(served.url);
    await check(page);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await served.close();
  }
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const textOf = async (page: Page, index: number): Promise<number> =>
  Number(await page.locator('output').nth(index).textContent());
const stepOf = (page: Page): Promise<number> => textOf(page, 0);
const lossOf = (page: Page): Promise<number> => textOf(page, 1);

/** The steps that a page shows in the second of two seconds, as frames count them. */
const stepsShown = (page: Page): Promise<string[]> =>
  page.evaluate(`new Promise(resolve => {
    const texts = new Set();
    const look = frame => {
      if (frame > 60) texts.add(document.querySelector('output').textContent);
      if (frame < 120) requestAnimationFrame(() => look(frame + 1));
      else resolve([...texts]);
    };
    look(0);
  })`);

/** The loss falls; a paused training takes no steps, and goes on when it is resumed. */
async function checkTraining(page: Page): Promise<void> {
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  const first = await lossOf(page);
  await expect.poll(() => lossOf(page)).toBeLessThan(first / 4);
  await press(page, 'Pause');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  expect(await stepsShown(page)).toHaveLength(1);
  const paused = await stepOf(page);
  await press(page, 'Resume');
  await expect.poll(() => stepOf(page)).toBeGreaterThan(paused);
  expect((await stepsShown(page)).length).toBeGreaterThan(1);
}

describe('the React page', () => {
  // In development, StrictMode mounts each component twice.
  it.each(['production', 'development'] as const)(
    'trains in one worker as long as it is open, in %s',
    async builtFor => {
      const folder = await putExample(inject('home'), 'react-page');
      await open(folder, builtFor, async page => {
        await checkTraining(page);
        expect(page.workers()).toHaveLength(1);
        const points = (await page.locator('polyline').last().getAttribute('points'))!;
        expect(points.split(' ')).toHaveLength(200);
        const step = await stepOf(page);
        await press(page, 'Close');
        await expect.poll(() => page.workers().length).toBe(0);
        await press(page, 'Open');
        await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
        expect(await stepOf(page)).toBeLessThan(step);
        expect(page.workers()).toHaveLength(1);
      });
    },
  );
});
