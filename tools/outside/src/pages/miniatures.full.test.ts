/** @module-tag chromium */
import type { RaceElement } from '@thalweg/miniatures';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pages } from './pages.ts';

const { withPage } = pages();

type Kind = 'thalweg-race' | 'thalweg-boundary';
const kinds = ['thalweg-race', 'thalweg-boundary'] as const;

/** Puts a miniature on the page. */
const put = (page: Page, kind: Kind): Promise<void> =>
  page.evaluate(name => {
    const { defineRaceElement, defineBoundaryElement } = globalThis.thalweg.miniatures;
    defineRaceElement();
    defineBoundaryElement();
    document.querySelector('main')!.append(document.createElement(name));
  }, kind);

/** The number of steps that a miniature says it has taken. */
const step = async (page: Page, kind: Kind): Promise<number> =>
  Number(/step (\d+)/.exec((await page.locator(kind).locator('span').textContent()) ?? '')?.[1]);

/** The number of frames that the page asks for while five are drawn. */
const framesAsked = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const ask = requestAnimationFrame.bind(globalThis);
    let count = 0;
    globalThis.requestAnimationFrame = callback => {
      count++;
      return ask(callback);
    };
    for (let i = 0; i < 5; i++) await new Promise(ask);
    globalThis.requestAnimationFrame = ask;
    return count;
  });

/** The colours of a picture, as one text. */
const pixels = (page: Page, kind: Kind): Promise<string> =>
  page
    .locator(kind)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

describe.each(kinds)('<%s>', kind => {
  it('moves, stands still while it is paused, and goes on', () =>
    withPage('blank', async page => {
      await put(page, kind);
      await expect.poll(() => step(page, kind)).toBeGreaterThan(2);
      await page.getByRole('button', { name: 'Pause' }).click();
      const paused = await step(page, kind);
      expect(await framesAsked(page)).toBe(0);
      expect(await step(page, kind)).toBe(paused);
      await page.getByRole('button', { name: 'Play' }).click();
      await expect.poll(() => step(page, kind)).toBeGreaterThan(paused);
    }));

  it('asks for no frame out of sight, or once it was removed', () =>
    withPage('blank', async page => {
      await put(page, kind);
      await expect.poll(() => step(page, kind)).toBeGreaterThan(0);
      await page.evaluate(name => void (document.querySelector<HTMLElement>(name)!.style.marginTop = '5000px'), kind);
      await expect.poll(() => framesAsked(page)).toBe(0);
      await page.locator(kind).scrollIntoViewIfNeeded();
      await expect.poll(() => framesAsked(page)).toBeGreaterThan(0);
      await page.evaluate(name => document.querySelector(name)!.remove(), kind);
      expect(await framesAsked(page)).toBe(0);
    }));

  it('shows its end, and no motion, to readers who prefer that', () =>
    withPage(
      'blank',
      async page => {
        await put(page, kind);
        await expect.poll(() => step(page, kind)).toBeGreaterThanOrEqual(160);
        expect(await framesAsked(page)).toBe(0);
        await page.getByRole('button', { name: 'Play' }).waitFor();
      },
      { reducedMotion: 'reduce' },
    ));

  it('takes the colours of the look, also while it stands still', () =>
    withPage(
      'blank',
      async page => {
        await put(page, kind);
        await page.getByRole('button', { name: 'Play' }).waitFor();
        const light = await pixels(page, kind);
        await page.locator(kind).evaluate(element => element.setAttribute('theme', 'dark'));
        await expect.poll(() => pixels(page, kind)).not.toBe(light);
      },
      { reducedMotion: 'reduce', colorScheme: 'light' },
    ));
});

describe('<thalweg-race>', () => {
  it('takes a surface and optimizers that were set before it was registered', () =>
    withPage('blank', async page => {
      const label = await page.evaluate(() => {
        const { miniatures, optim, surfaces } = globalThis.thalweg;
        const race = document.createElement('thalweg-race') as RaceElement;
        const slow = optim.sgd({ learningRate: 0.001 });
        Object.assign(race, { surface: surfaces.himmelblau, optimizers: { slow } });
        document.querySelector('main')!.append(race);
        miniatures.defineRaceElement();
        return race.shadowRoot!.querySelector('canvas')!.ariaLabel;
      });
      expect(label).toBe('A race down the surface himmelblau: slow.');
    }));

  it('begins again where it is clicked', () =>
    withPage(
      'blank',
      async page => {
        await put(page, 'thalweg-race');
        await expect.poll(() => step(page, 'thalweg-race')).toBe(160);
        await page
          .locator('thalweg-race')
          .locator('canvas')
          .click({ position: { x: 300, y: 40 } });
        await page.getByRole('button', { name: 'Play' }).click();
        await expect.poll(() => step(page, 'thalweg-race')).toBeLessThan(100);
      },
      { reducedMotion: 'reduce' },
    ));
});

it('<thalweg-boundary> says which data there is', () =>
  withPage('blank', async page => {
    const told = await page.evaluate(() => {
      const errors: string[] = [];
      addEventListener('error', event => {
        event.preventDefault();
        errors.push(event.message);
      });
      globalThis.thalweg.miniatures.defineBoundaryElement();
      const element = document.createElement('thalweg-boundary');
      element.setAttribute('data', 'spirals');
      document.querySelector('main')!.append(element);
      return errors.join();
    });
    expect(told).toContain('data must be one of circles, moons, spiral, got \'spirals\'. Try data="spiral".');
  }));
