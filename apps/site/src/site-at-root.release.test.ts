/** @module-tag chromium */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { launchChromium } from '@thalweg/browser/launch';
import { expect, it, onTestFinished } from 'vitest';
import { root } from './root.ts';
import { buildSite } from './testing/build-site.ts';
import { deadLinks } from './testing/dead-links.ts';
import { findAdam } from './testing/find-adam.ts';
import { serveFolder } from './testing/serve-folder.ts';
import { visitPages } from './testing/visits.ts';

it('the site that is built for the root has no dead link, opens, and finds adam without a network', async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  const folder = await mkdtemp(`${root}.nx/site-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  await buildSite('/', folder);
  expect(deadLinks(folder, '/')).toEqual([]);

  const { address, close } = await serveFolder(folder, '/');
  onTestFinished(close);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const paths = ['', 'lecture.html', 'start/install.html', 'api/optim.html'];
  const look = () => Promise.resolve([]);
  expect(await visitPages(browser, { address, width: 1280, paths, look })).toEqual([]);
  expect(await visitPages(browser, { address, width: 1280, paths: [''], look: findAdam })).toEqual([]);
});
