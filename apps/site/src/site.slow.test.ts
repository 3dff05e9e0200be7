import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { launchChromium } from '@thalweg/browser/launch';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './root.ts';
import { axeViolations } from './testing/axe-violations.ts';
import { buildSite } from './testing/build-site.ts';
import { claimsIn, fulfils } from './testing/claims-in.ts';
import { deadLinks, pagesOf } from './testing/dead-links.ts';
import { serveFolder, type ServedFolder } from './testing/serve-folder.ts';
import { visitPages, type Visits } from './testing/visits.ts';

// The site is built for two bases; the pages of the API are written once. The second is built while the first is tested.

type Base = '/' | '/x/';

let folder: string;
let browser: Browser;
let below: Promise<ServedFolder> | undefined;
const served: ServedFolder[] = [];
const outOf = (base: Base): string => `${folder}/${base === '/' ? 'top' : 'below'}`;

async function serve(base: Base, ...more: string[]): Promise<ServedFolder> {
  await buildSite(base, outOf(base), more);
  const site = await serveFolder(outOf(base), base);
  served.push(site);
  return site;
}

beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/site-`);
  await serve('/');
  below = serve('/x/', '--keep-api');
  // Who asks for it hears of its error.
  below.catch(() => {});
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await below?.catch(() => {});
  for (const { close } of served) close();
  await rm(folder, { recursive: true });
});

/** What is wrong with pages of the site below a base. */
async function visit(base: Base, visits: Omit<Visits, 'address' | 'width'> & { width?: number }): Promise<string[]> {
  const { address } = base === '/' ? served[0]! : await below!;
  return visitPages(browser, { width: 1280, ...visits, address });
}

/** All pages that people wrote, and two of the API. */
const written = (): string[] =>
  [...pagesOf(outOf('/')).keys()].filter(
    path => !/^(api\/|404)/.test(path) || /api\/(index|surfaces)\.html/.test(path),
  );

/** A page of each layout, for what differs between looks. */
const SAMPLE = [
  'index.html',
  'lecture.html',
  'how-fast.html',
  'start/install.html',
  'concepts/pass.html',
  'guides/data.html',
  'api/surfaces.html',
  'nowhere.html',
];

const fits = (page: Page, width: number): Promise<string[]> =>
  page.evaluate(most => {
    const { scrollWidth } = document.documentElement;
    return scrollWidth > most ? [`is ${scrollWidth} pixels wide`] : [];
  }, width);

describe('the site', () => {
  it('is accessible and fits a phone on every page, without an error or a request to another host', async () => {
    const paths = written();
    expect(paths.length).toBeGreaterThan(40);
    const wrong = await visit('/', {
      paths,
      width: 360,
      look: async page => [...(await fits(page, 360)), ...(await axeViolations(page))],
    });
    expect(wrong).toEqual([]);
  });

  it('is accessible in the dark and on a wide screen in each layout', async () => {
    const wrong = await visit('/', {
      paths: SAMPLE,
      async look(page) {
        const wide = [...(await fits(page, 1280)), ...(await axeViolations(page))];
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
        const dark = await axeViolations(page, ['color-contrast']);
        await page.emulateMedia({ colorScheme: 'light' });
        return [...wide, ...dark.map(text => `dark: ${text}`)];
      },
    });
    // A browser says so itself.
    expect(wrong.filter(text => !/nowhere.*status of 404/.test(text))).toEqual([]);
  });

  it('says what to do on a page that does not exist, and leads home', async () => {
    const wrong = await visit('/x/', {
      paths: ['guides/nowhere.html'],
      async look(page) {
        await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
        await page.getByRole('main').getByRole('link', { name: 'The first page' }).click();
        await page.getByRole('heading', { level: 1, name: 'Thalweg' }).waitFor();
        return [];
      },
    });
    expect(wrong.filter(text => !/nowhere.*status of 404/.test(text))).toEqual([]);
  });

  it.each(['/', '/x/'] as const)('below %s has no dead link', async base => {
    if (base === '/x/') await below;
    expect(deadLinks(outOf(base), base)).toEqual([]);
  });

  it('opens below a base without an error or a request to another host', async () => {
    const paths = ['index.html', 'lecture.html', 'start/install.html', 'api/optim.html'];
    expect(await visit('/x/', { paths, look: page => fits(page, 1280) })).toEqual([]);
  });

  it.each(['/', '/x/'] as const)('below %s finds adam without a network', async base => {
    const wrong = await visit(base, {
      paths: [''],
      async look(page) {
        await page
          .getByRole('button', { name: /search/i })
          .first()
          .click();
        await page.locator('#localsearch-input').fill('adam');
        await page.locator('.VPLocalSearchBox .result', { hasText: /adam/i }).first().waitFor();
        await page.locator('.VPLocalSearchBox .result[href*="api/optim"]').first().click();
        await page.waitForURL(/api\/optim\.html/);
        return [];
      },
    });
    expect(wrong).toEqual([]);
  });
});

describe('the blocks that readers edit', () => {
  /** Edits a block, runs it, and returns what is wrong with its output. */
  async function run(page: Page, at: number): Promise<string[]> {
    const block = page.locator('.editable').nth(at);
    const code = (await block.locator('pre').innerText()).trimEnd();
    await block.getByRole('button', { name: 'Edit' }).click();
    await block.getByRole('button', { name: 'Run' }).click();
    await page.waitForFunction(
      place => /listening|done/.test(document.querySelectorAll<HTMLElement>('.editable')[place]!.dataset['state']!),
      at,
    );
    const errors = await block.locator('.is-error code').allInnerTexts();
    const broken: string[] = [];
    for (const claim of claimsIn(code)) {
      const printed = await block.locator(`[data-line="${claim.line}"] code`).allInnerTexts();
      if (!fulfils(printed, claim)) broken.push(`${claim.line}: ${printed.join(', ')} instead of ${claim.text}`);
    }
    return [...errors, ...broken].map(text => `block ${at}: ${text}`);
  }

  it('give what they say, on every page', async () => {
    let blocks = 0;
    const wrong = await visit('/', {
      // The longest first.
      paths: ['lecture.html', ...written().filter(path => /^(index|start|concepts)/.test(path))],
      async look(page) {
        const count = await page.locator('.editable').count();
        blocks += count;
        const found: string[] = [];
        for (let at = 0; at < count; at++) found.push(...(await run(page, at)));
        return found;
      },
    });
    expect(wrong).toEqual([]);
    expect(blocks).toBeGreaterThan(30);
  });

  it('show errors with their lines, draw circuits, and stop streams that do not end', async () => {
    const wrong = await visit('/x/', {
      paths: ['lecture.html'],
      async look(page) {
        const block = page.locator('.editable').first();
        const button = (name: string) => block.getByRole('button', { name, exact: true });
        await button('Edit').click();
        await button('Run').click();
        await button('J').click();
        await block.frameLocator('iframe').locator('thalweg-circuit').waitFor();
        await expect.poll(async () => (await block.locator('iframe').boundingBox())!.height).toBeGreaterThan(100);

        const editor = block.getByRole('textbox');
        await editor.fill('const limit: number = 3;\n\nthrow new RangeError(`at most ${limit}`);');
        await button('Run').click();
        await block.locator('.is-error[data-line="3"]', { hasText: 'RangeError: at most 3' }).waitFor();

        await editor.fill("import { interval } from 'rxjs';\ninterval(1).subscribe(n => console.log('n', n));");
        await button('Run').click();
        await block.getByText('n 3', { exact: true }).waitFor();
        await button('Stop').click();
        await button('Run').waitFor();

        await editor.fill('await fetch("https://host.example/");');
        await button('Run').click();
        await block.locator('.is-error', { hasText: 'Failed to fetch' }).waitFor();
        return [];
      },
    });
    // The policy of the frame refuses the request before it is made.
    expect(wrong.filter(text => !/host\.example|Content Security Policy/.test(text))).toEqual([]);
    expect(wrong.filter(text => text.includes('was requested'))).toEqual([]);
  });
});
