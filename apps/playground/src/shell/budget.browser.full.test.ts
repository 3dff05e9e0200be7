/** @module-tag chromium */
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage, folder } = builtApp(COMPILED);

/** Bytes of JavaScript that a first visit loads, gzipped. */
const CEILING = 150_000;

it('a first visit loads at most 150 kB of JavaScript, and no data', () =>
  inPage('', async page => {
    for (const name of ['thalweg-circuit', 'thalweg-race', 'thalweg-boundary']) {
      await page.locator(name).scrollIntoViewIfNeeded();
      await page.locator(name).locator('canvas, .picture:not(.new)').first().waitFor();
    }
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    const scripts = loaded.filter(path => path.endsWith('.js')).map(path => path.split('/').at(-1)!);
    const sizes = await Promise.all(
      scripts.map(async name => gzipSync(await readFile(`${folder()}/assets/${name}`), { level: 9 }).length),
    );
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(CEILING);
    expect(scripts.filter(name => name.startsWith('irises'))).toEqual([]);
    expect((await readdir(`${folder()}/assets`)).some(name => name.startsWith('irises'))).toBe(true);
  }));
