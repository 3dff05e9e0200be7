import { expect, it } from 'vitest';
import { builtApp, TIMEOUT } from '../testing/pages.ts';

const { inPage } = builtApp();

it('the first room can be used within 1.5 s', { timeout: TIMEOUT }, () =>
  inPage('', async page => {
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await page.evaluate(() => performance.now())).toBeLessThan(1500);
  }),
);
