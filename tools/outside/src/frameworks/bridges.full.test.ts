/** @module-tag chromium */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';
import { appFolder, bundleApp, type AngularVersion } from './bundle-app.ts';

const opened: { browser?: Browser; folder?: string } = {};
beforeAll(async () => {
  opened.folder = await appFolder(inject('home'));
  opened.browser = await launchChromium();
});
afterAll(() => opened.browser?.close());

/** Opens the app of a file before the tests of a suite, and returns what calls its functions. */
function appOf(file: string, angular?: AngularVersion): <T>(name: string, ...given: readonly unknown[]) => Promise<T> {
  const app: { page?: Page } = {};
  const failures: string[] = [];
  beforeAll(async () => {
    const script = await bundleApp(opened.folder!, file, angular && { angular });
    app.page = await opened.browser!.newPage();
    app.page.on('pageerror', error => failures.push(String(error)));
    await app.page.setContent('<!doctype html><link rel="icon" href="data:,"><body></body>');
    await app.page.addScriptTag({ content: script });
  });
  afterAll(async () => {
    await app.page?.close();
    expect(failures).toEqual([]);
  });
  return (name, ...given) => app.page!.evaluate(`app.${name}(...${JSON.stringify(given)})`);
}

const stopped = { moved: true, movedAfterwards: false };

interface Learned {
  readonly value: number;
  readonly expected: number;
}

/** Renders a page of Angular in a process of Node, and returns what it printed last when it has ended by itself. */
async function angularServer(angular: AngularVersion): Promise<{ html: string }> {
  const script = join(opened.folder!, `angular-server-${angular}.cjs`);
  await writeFile(script, await bundleApp(opened.folder!, 'angular-server.ts', { platform: 'node', angular }));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as { html: string };
}

/** What a training of the app has learned is what comes of each record once. */
function learnedOnce({ value, expected }: Learned): void {
  expect(value).toBeCloseTo(expected, 5);
}

describe('React', () => {
  const app = appOf('react.tsx');

  it('shows a value in the first render, renders once for a pass, and leaves nothing behind', async () => {
    expect(await app('shows')).toEqual({ first: '10', rendered: [10, 4, 40], subscribed: true, left: 0 });
  });

  it('shows values of one pass in all components that a transition renders', async () => {
    expect(await app('concurrently', 'useNode')).toEqual({ changedMeanwhile: true, torn: 0, left: 0 });
  });

  it('would show values of several passes without the hook', async () => {
    expect((await app<{ torn: number }>('concurrently', 'read')).torn).toBeGreaterThan(0);
  });

  it('learns each record once in StrictMode', async () => {
    const { first, text, starts, ...learned } = await app<Learned & Record<string, unknown>>('trains', 3000);
    expect({ first, text, starts }).toEqual({ first: 'idle undefined', text: 'complete 3000', starts: 1 });
    learnedOnce(learned);
  });

  it('stops a training whose component goes', async () => {
    expect(await app('stops')).toEqual(stopped);
  });

  it('renders on a server, and the page takes it over', async () => {
    expect(await app('hydrates')).toEqual({
      html: '<b>10</b><p>idle undefined</p>',
      subscribedByServer: 0,
      text: '40complete 20',
      errors: [],
      left: 0,
    });
  });

  it('gives <thalweg-circuit> its node', async () => {
    expect(await app('nests')).toEqual({ tag: 'thalweg-circuit', node: true, gradients: 'off' });
  });
});

describe('Vue', () => {
  const app = appOf('vue.ts');

  it('shows a value in the first render, renders once for a pass, follows another node, and leaves nothing behind', async () => {
    expect(await app('shows')).toEqual({
      first: '10',
      rendered: [10, 4, 40, 0],
      leftByOther: 0,
      subscribed: true,
      left: 0,
    });
  });

  it('learns each record once', async () => {
    const { text, ...learned } = await app<Learned & { text: string }>('trains', 3000);
    expect(text).toBe('complete 3000');
    learnedOnce(learned);
  });

  it('stops a training whose component goes', async () => {
    expect(await app('stops')).toEqual(stopped);
  });

  it('renders on a server, and the page takes it over', async () => {
    expect(await app('hydrates')).toEqual({
      html: '<div><b>10</b><p>idle undefined</p></div>',
      subscribedByServer: 0,
      text: '40complete 20',
      warnings: [],
      left: 0,
    });
  });
});

describe('Svelte', () => {
  const app = appOf('svelte.ts');

  it.each(['store', 'value'])(
    'shows a value when it is mounted, updates once for a pass, and leaves nothing behind: %s',
    async way => {
      expect(await app('shows', way)).toEqual({ first: '10', rendered: [10, 4, 40], subscribed: true, left: 0 });
    },
  );

  it('learns each record once', async () => {
    const { text, ...learned } = await app<Learned & { text: string }>('trains', 3000);
    expect(text).toBe('complete 3000');
    learnedOnce(learned);
  });

  it('stops a training whose component goes', async () => {
    expect(await app('stops')).toEqual(stopped);
  });
});

describe.each(['20.3', '21.2'] as const)('Angular %s with zone.js', version => {
  const app = appOf('angular.ts', version);

  it('has a value when a component is made, shows each pass, and leaves nothing behind', async () => {
    expect(await app('shows')).toEqual({ first: 10, texts: ['10', '4', '40'], subscribed: true, left: 0 });
  });

  it('checks at most once a frame during 10,000 steps, and two async pipes see one run', async () => {
    const { texts, mean, starts, checks, frames, ms, ...learned } = await app<
      Learned & { texts: string[]; mean: number; starts: number; checks: number; frames: number; ms: number }
    >('trains', 10_000);
    expect(texts).toEqual(['complete 10000', 'complete', '10000']);
    expect(starts).toBe(1);
    learnedOnce(learned);
    expect(mean).toBe(learned.value);
    // Zone.js would check after each slice, four times a frame. Besides the frames: a few checks at the start and at the end; and
    // where the page waits for a frame, the values of the training and of the mean pass every 250 ms, which
    // is once at least.
    expect(checks).toBeLessThanOrEqual(frames + 2 * Math.ceil(ms / 250) + 8);
  });

  it('stops a training whose component goes', async () => {
    expect(await app('stops')).toEqual({ ...stopped, left: 0 });
  });

  it('renders on a server, which ends by itself, and the page takes it over', async () => {
    const { html, ...server } = await angularServer(version);
    expect(server).toEqual({ same: true, left: 0, starts: 0 });
    expect(html).toMatch(/<app-shown[^>]* ngh="0"[^>]*><b>10<\/b><i>10<\/i><p>idle <\/p><\/app-shown>/);
    const page = await opened.browser!.newPage();
    await page.setContent(html);
    await page.addScriptTag({ content: await bundleApp(opened.folder!, 'angular.ts', { angular: version }) });
    expect(await page.evaluate('app.hydrates()')).toEqual({
      texts: ['1010idle ', '4040complete 20'],
      kept: true,
      starts: 1,
      warnings: [],
      left: 0,
    });
    await page.close();
  });
});

describe("Chromium's own Observable", () => {
  const app = appOf('platform.ts');

  it('is made of a node, has the operators of the platform, and is left by an abort', async () => {
    expect(await app('hands')).toEqual({ isPlatforms: true, seen: [10, 4], subscribed: true, left: 0 });
  });

  it('is a source of an input', async () => {
    expect(await app('takes')).toEqual({ seen: [2, 4, 6], clicks: 3 });
  });
});
