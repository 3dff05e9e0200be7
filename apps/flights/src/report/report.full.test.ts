/** @module-tag chromium */
import { expect, it } from 'vitest';
import { reportLooks, reportPages, widths } from '../testing/report-pages.ts';

const withReport = reportPages();

// Each scheme, and each width; a release looks at the others too.
reportLooks(withReport, [
  ['light', 'phone'],
  ['dark', 'desktop'],
]);

it('the report shows all that was promised', async () => {
  await withReport({ viewport: widths.desktop }, async page => {
    const charts = await page.locator('figure').count();
    expect(charts).toBe(8);
    const text = await page.locator('body').innerText();
    for (const part of ['Along the stream', 'By batches', 'Calibration', 'ROC curve', 'What the logistic model needs'])
      expect(text).toContain(part);
  });
});
