import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimsIn, fulfils } from './claims-in.ts';
import { deadLinks } from './dead-links.ts';

it('finds links to files, parts and bases that are not there, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const links = ['b.html', '/x/b.html#there', '#here', 'https://a.example/', '/b.html', 'c.html', 'b.html#gone', '/x/'];
  const html = links.map(link => `<a class="link" href="${link}">${link}</a>`).join('\n');
  await writeFile(join(folder, 'a.html'), `<p id="here">${html}</p>`);
  await writeFile(join(folder, 'b.html'), '<p id="there"></p>');
  expect(deadLinks(folder, '/x/')).toEqual(['a.html: /b.html', 'a.html: c.html', 'a.html: b.html#gone', 'a.html: /x/']);
});

it('finds claims of a block, and tells whether lines fulfil them', () => {
  expect(claimsIn('f(1); // => [1, 2]\n// => no\nif (a) {\n}\ng(); // => got 1, got 2')).toEqual([
    { line: 1, text: '[1, 2]' },
    { line: 5, text: 'got 1, got 2' },
  ]);
  const fulfilled = (written: string[], text: string) => fulfils(written, { line: 1, text });
  expect(fulfilled(['[ 1, 2 ]'], '[1, 2]')).toBe(true);
  expect(fulfilled(["'4.60'"], '"4.60"')).toBe(true);
  expect(fulfilled(['got 1', 'got 2'], 'got 1, got 2')).toBe(true);
  expect(fulfilled(['[ 2, 1 ]'], '[1, 2]')).toBe(false);
  expect(fulfilled(['4.6'], "'4.6'")).toBe(false);
  expect(fulfilled(['undefined'], 'null')).toBe(false);
  expect(fulfilled([], 'undefined')).toBe(false);
});
