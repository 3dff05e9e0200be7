/** @module-tag chromium */
import { expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';

const { inPage } = builtApp("'self'");

it('digits are interpreted where the page’s policy forbids to compile, and the page says so', () =>
  inPage('#/digits', async page => {
    await page.getByText('JavaScript interprets the network').waitFor();
    const accuracy = async () => Number.parseFloat(await page.locator('[data-figure=accuracy]').innerText());
    await expect.poll(accuracy).toBeGreaterThan(75);
  }));
