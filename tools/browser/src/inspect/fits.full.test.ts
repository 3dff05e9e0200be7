/** @module-tag chromium */
import { expect, it } from 'vitest';
import { pages } from './pages.ts';
import { putCircuit } from './put-circuit.ts';
import { arranged } from './read-circuit.ts';

const { withPage } = pages();
const phone = { width: 390, height: 720 };

it('a picture that is wider than its place can be seen whole, and again in its own size', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'neuron');
      await arranged(page);
      const hidden = () =>
        page.locator('.scroll').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      const last = () => page.locator('.box').last().boundingBox();
      const { width } = (await last())!;
      expect(await hidden()).toBeLessThanOrEqual(1);
      await page.locator('.fit').click();
      await expect.poll(hidden).toBeGreaterThan(5);
      expect((await last())!.width).toBeGreaterThan(1.02 * width);
      await page.locator('.toggle').click();
      expect(await page.locator('.fit').isVisible()).toBe(false);
      await page.locator('.toggle').click();
      await page.locator('.fit').click();
      await expect.poll(hidden).toBeLessThanOrEqual(1);
      await expect.poll(async () => (await last())!.width).toBe(width);
    },
    { viewport: phone },
  ));
