/** @module-tag chromium */
import { expect, it } from 'vitest';
import { faults, reportLooks, reportPages, widths } from './report-pages.ts';

const withReport = reportPages();

reportLooks(withReport, [
  ['light', 'desktop'],
  ['dark', 'phone'],
]);

it('a report has no fault with all numbers open', async () => {
  await withReport({ viewport: widths.phone }, async page => {
    for (const numbers of await page.locator('summary').all()) await numbers.click();
    expect(await page.locator('details[open] td').count()).toBeGreaterThan(1000);
    expect(await faults(page)).toEqual([]);
  });
});
