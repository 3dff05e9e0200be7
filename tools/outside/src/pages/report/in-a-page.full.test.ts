/** @module-tag chromium */
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { launchChromium } from '../../browsers/launch.ts';
import { sampleReport } from './sample-report.ts';

/** Bundles a program that makes the sample report for pages. */
async function bundled(): Promise<{ text: string; files: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: "import { sampleReport } from './sample-report.ts'; globalThis.made = sampleReport();",
      resolveDir: import.meta.dirname,
    },
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    bundle: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return { text: outputFiles[0]!.text, files: Object.keys(metafile.inputs) };
}

/** The texts of a report, and the number of its parts by their names. Attributes may come in another order. */
const contents = (html: string): unknown => {
  const document = new DOMParser().parseFromString(html, 'text/html');
  const counts: Record<string, number> = {};
  for (const { tagName } of document.querySelectorAll('*')) counts[tagName] = (counts[tagName] ?? 0) + 1;
  return { text: document.body.textContent, counts };
};

it('a page makes the same report as Node, without linkedom', async () => {
  const { text, files } = await bundled();
  expect(files.filter(file => file.includes('linkedom'))).toEqual([]);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const logged: string[] = [];
    page.on('console', message => logged.push(message.text()));
    await page.addScriptTag({ content: text });
    const made = await page.evaluate(() => (globalThis as unknown as { made: string }).made);
    expect(await page.evaluate(() => document.querySelectorAll('svg').length)).toBe(0);
    expect(await page.evaluate(contents, made)).toEqual(await page.evaluate(contents, sampleReport()));
    expect(logged).toEqual([]);
  } finally {
    await browser.close();
  }
});
