import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The wires of the picture: the box that each comes from, its value and its gradient. */
export async function wires(page: Page): Promise<string[]> {
  await page.locator('thalweg-circuit .picture:not(.new) .wire-label').first().waitFor();
  await page.locator('thalweg-circuit .picture:not(.new)').evaluate(one => one.scrollIntoView({ block: 'center' }));
  const labels = page.locator('thalweg-circuit .wire-label');
  await expect.poll(async () => (await labels.allTextContents()).join()).not.toContain('…');
  return labels.evaluateAll(all =>
    all.map(label => {
      const [value, gradient] = label.children;
      const id = (label as HTMLElement).dataset['wire']!.split(' ').slice(0, 2).join(' ');
      const box = (label.getRootNode() as ShadowRoot).querySelector(`[data-box="${id}"]`)!;
      const name = box.classList.contains('source') ? box.querySelector('.sign') : box.querySelector('.caption');
      // The last number of a product is the gradient.
      const number = gradient!.querySelector('.result .reading') ?? gradient!;
      return `${name!.textContent} ${value!.textContent} ${number.textContent}`;
    }),
  );
}

/** Presses the button with a name. */
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** Returns what the page says of the step. */
export const stepText = (page: Page): Promise<string> => page.locator('[data-step]').innerText();
/** Waits until the address has a part. */
export const hash = (page: Page, part: string) =>
  page.waitForFunction(part => decodeURIComponent(location.hash).includes(part), part);
/** The wires of the first circuit at the end of its walk. */
export const FIRST = ['f −12 1', 'q 3 −4', 'x −2 −4', 'y 5 −4', 'z −4 3'];
