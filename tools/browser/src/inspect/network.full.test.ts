/** @module-tag chromium */
import type { Node } from '@thalweg/graph';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { pages } from './pages.ts';
import { putCircuit } from './put-circuit.ts';
import { arranged, wiresFrom } from './read-circuit.ts';

const { withPage } = pages();
const wide = { viewport: { width: 1600, height: 900 } };

/** Whether somebody listens to what Adam remembers. */
const heard = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const [loss] = globalThis.made.shown as readonly Node[];
    return [...loss!.circuit!.live.tapped].some(
      ({ wire }) => wire.register === undefined && /^adam\./.test((wire as Node).name),
    );
  });

it('a network with its optimizer is folded: layers, backward pass and Adam are boxes', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      const groups = await page.locator('.box.group .sign').allTextContents();
      expect(groups.sort()).toEqual(['adam', 'backward pass', 'dense1', 'dense2']);
      const [layer] = await wiresFrom(page, 'dense1');
      expect(layer).toEqual({
        value: expect.stringMatching(/^\[2, 128\]−?[\d.]+ to [\d.]+\d+ % zeros$/),
        gradient: expect.stringMatching(/^\[2, 128\]/),
      });
    },
    wide,
  ));

it('a box opens into its operations, and only then is it computed for the view', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      expect(await heard(page)).toBe(false);
      await page.locator('[data-box="group adam"]').evaluate((box: HTMLElement) => box.focus());
      await page.keyboard.press('Enter');
      await page.locator('.frame').waitFor();
      const names = await page.locator('.box.source .sign').allTextContents();
      expect(names).toEqual(expect.arrayContaining(['adam.m(dense1/weight)', 'adam.v(dense2/bias)']));
      await page.locator('.box:has(.sign:text-is("adam.m(dense1/weight)"))').focus();
      await expect.poll(() => heard(page)).toBe(true);
      await page.keyboard.press('Escape');
      await page.locator('[data-box="group adam"]').waitFor();
      expect(await page.locator('.frame').count()).toBe(0);
      expect(
        await page.evaluate(() => document.querySelector('thalweg-circuit')!.shadowRoot!.activeElement?.textContent),
      ).toContain('adam');
    },
    wide,
  ));

it('an open layer shows weights, and a step moves them', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      await page.locator('[data-box="group dense1"]').click();
      await page.locator('.frame').waitFor();
      await arranged(page);
      const before = await wiresFrom(page, 'dense1/bias');
      expect(before[0]!.value).toBe('[128]0 to 0100 % zeros');
      await page.evaluate(() => void globalThis.made.step!());
      await page.waitForFunction(() =>
        [...document.querySelector('thalweg-circuit')!.shadowRoot!.querySelectorAll('.wire-label')].some(label =>
          label.textContent.startsWith('[128]−1e−3 to 1e−3'),
        ),
      );
      await page.locator('.fold', { hasText: 'dense1' }).click();
      await page.locator('[data-box="group dense1"]').waitFor();
    },
    wide,
  ));

it('NaN and ∞ have a badge', () =>
  withPage('blank', async page => {
    await putCircuit(page, 'matrices');
    await arranged(page);
    const quotient = (await wiresFrom(page, '÷'))[0]!;
    expect(quotient.value).toBe('[2, 2]−2 to 125 % zerosNaN');
    expect(await page.locator('.value .badge:visible').first().getAttribute('title')).toBe('NaN × 1');
    expect((await wiresFrom(page, 'a'))[0]!.value).toBe('[2, 2]−2 to 150 % zeros');
  }));
