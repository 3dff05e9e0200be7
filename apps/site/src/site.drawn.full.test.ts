/** @module-tag chromium */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { launchChromium } from '@thalweg/outside/launch';
import { isRelease, landingRows } from '@thalweg/drawn';
import { packages } from '@thalweg/repo/documents';
import { exportsOf } from '@thalweg/repo/exports-of';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { root } from './repository/addresses.ts';
import type { ServedFolder } from './serving/serve-folder.ts';
import { asked, builtIndex, firstThree, resultsOf } from './testing/searched.ts';
import { ask, axeViolations, brokenNames, findAdam, layoutShift, visitPages, type Visits } from './testing/visits.ts';
import { buildSite } from './testing/build-site.ts';
import { claimsIn, fulfils } from './testing/claims-in.ts';
import { deadLinks, pagesOf } from './testing/dead-links.ts';

// The site is built for a base that is not the root; before a release a test builds it for the root, too.
const BASE = '/x/';

let folder: string;
let browser: Browser;
let site: ServedFolder;

beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/site-`);
  site = await buildSite(BASE, folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await rm(folder, { recursive: true });
});

/** Returns the faults of pages of the site. */
function visit(visits: Omit<Visits, 'address' | 'width'> & { width?: number }): Promise<string[]> {
  return visitPages(browser, { width: 1280, ...visits, address: site.address });
}

/** All pages that people wrote. */
const WRITTEN = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.md') && !path.startsWith('api/'))
  .map(path => path.replace(/md$/, 'html'))
  .sort();

/** The pages with blocks that run, the longest first. */
const EDITABLE = ['gradient-descent.html', ...WRITTEN.filter(path => /^(index|start|concepts)/.test(path))];

/** A page of each layout, for what differs between looks. */
const SAMPLE = [
  'index.html',
  'gradient-descent.html',
  'how-fast.html',
  'start/install.html',
  'concepts/pass.html',
  'guides/data.html',
  'api/miniatures.surfaces.html',
  'nowhere.html',
];

/** The pages that are looked at, of which a landing takes an eighth. */
const looked = {
  narrow: landingRows('pages of the site', [...WRITTEN, 'api/index.html', 'api/miniatures.surfaces.html']),
  wide: landingRows('layouts of the site', SAMPLE),
  run: landingRows('pages of the site that run blocks', EDITABLE),
};

const fits = (page: Page, width: number): Promise<string[]> =>
  page.evaluate(most => {
    const { scrollWidth } = document.documentElement;
    return scrollWidth > most ? [`is ${scrollWidth} pixels wide`] : [];
  }, width);

describe('the site', () => {
  it('has each page that people wrote', () => {
    const built = [...pagesOf(folder).keys()].filter(path => !/^(api\/|playground\/|404)/.test(path));
    expect(built).toEqual(WRITTEN);
    expect(built.length).toBeGreaterThan(40);
  });

  it('has a heading in the pages of the API for whatever the packages export', () => {
    const missing: string[] = [];
    const exported = packages().flatMap(exportsOf);
    for (const from of new Set(exported.map(one => one.from))) {
      const name = from.slice('@thalweg/'.length).replace('/', '.');
      const page = readFileSync(`${root}docs/api/${name}.md`, 'utf8').replaceAll('\\_', '_');
      const headings = new Set([...page.matchAll(/^### (?:abstract )?([\w$]+)/gm)].map(match => match[1]));
      const links = new Set([...page.matchAll(/^- \[([\w$]+)\]/gm)].map(match => match[1]));
      for (const one of exported)
        if (one.from === from && !headings.has(one.name) && !links.has(one.name)) missing.push(`${name}: ${one.name}`);
    }
    expect(missing).toEqual([]);
  });

  it.each(['index.html', 'playground/index.html'])('has an icon and a title to share in %s', path => {
    const head = readFileSync(`${folder}/${path}`, 'utf8').split('</head>')[0]!;
    expect(head).toMatch(/<link rel="icon" type="image\/svg\+xml" href="(\/x\/logo\.svg|data:image\/svg\+xml,[^"]+)"/);
    for (const name of ['title', 'description', 'type']) expect(head).toMatch(`property="og:${name}"`);
  });

  it('is accessible and fits a phone, without an error or a request to another host', async () => {
    const wrong = await visit({
      paths: looked.narrow,
      width: 360,
      look: async page => [...(await fits(page, 360)), ...(await axeViolations(page))],
    });
    expect(wrong).toEqual([]);
  });

  it('is accessible in the dark and on a wide screen in each layout', async () => {
    const wrong = await visit({
      paths: looked.wide,
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
    const wrong = await visit({
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

  it('has no dead link', () => {
    expect(deadLinks(folder, BASE)).toEqual([]);
  });

  it.each([390, 1280])(
    'opens %i pixels wide without an error, a foreign request, a shift or a broken name',
    async width => {
      const paths = ['index.html', 'gradient-descent.html', 'start/install.html', 'api/optim.html'];
      const look = async (page: Page) => [
        ...(await layoutShift(page)),
        ...(await fits(page, width)),
        ...(await brokenNames(page)),
      ];
      expect(await visit({ paths, width, look })).toEqual([]);
    },
  );

  it('moves nothing when its font comes late', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    let fonts = 0;
    await page.route(/\.woff2$/, async route => {
      fonts++;
      await setTimeout(1500);
      await route.continue();
    });
    await page.goto(`${site.address}start/install.html`);
    expect(await layoutShift(page)).toEqual([]);
    expect(fonts).toBeGreaterThan(0);
    await page.close();
  });

  it('has the outline at its place before the text has come', async () => {
    const html = readFileSync(`${folder}/gradient-descent.html`, 'utf8');
    const outlineAt = html.indexOf('class="aside-container"');
    const textAt = html.indexOf('<div class="content"', outlineAt);
    expect(outlineAt).toBeGreaterThan(0);
    expect(textAt).toBeGreaterThan(outlineAt);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, javaScriptEnabled: false });
    const page = await context.newPage();
    const outlineOf = async (body: string) => {
      await page.route(/gradient-descent/, route => route.fulfill({ body, contentType: 'text/html' }));
      await page.goto(`${site.address}gradient-descent.html`);
      return page.locator('.aside-container').boundingBox();
    };
    expect(await outlineOf(html.slice(0, textAt))).toEqual(await outlineOf(html));
    await context.close();
  });

  it('shows the results of the index, which has the right page for what people ask', async () => {
    const index = await builtIndex(folder);
    const missed = Object.entries(asked).filter(
      ([question, page]) => !firstThree(index, question, BASE).includes(page),
    );
    expect(missed).toEqual([]);
    const question = 'deploy to a page';
    const wrong = await visit({
      paths: [''],
      async look(page) {
        await ask(page, question);
        const links = page.locator('.VPLocalSearchBox a.result');
        const shown = () => links.evaluateAll(all => all.slice(0, 3).map(link => link.getAttribute('href')));
        await expect.poll(shown).toEqual(resultsOf(index, question).slice(0, 3));
        return [];
      },
    });
    expect(wrong).toEqual([]);
  });

  it('leads to the playground and back', async () => {
    const wrong = await visit({
      paths: ['index.html'],
      async look(page) {
        await page.getByRole('link', { name: 'Playground' }).first().click();
        await page.getByRole('heading', { level: 1, name: /See gradient descent/ }).waitFor();
        await page.getByRole('link', { name: 'Read the documentation' }).click();
        await page.getByRole('heading', { level: 1, name: 'Thalweg' }).waitFor();
        return [];
      },
    });
    expect(wrong).toEqual([]);
  });

  it('finds adam without a network', async () => {
    expect(await visit({ paths: [''], look: findAdam })).toEqual([]);
  });
});

describe('the blocks that readers edit', () => {
  /** Runs a block as it stands, and returns what is wrong with its output. */
  async function run(page: Page, at: number): Promise<string[]> {
    const block = page.locator('.editable').nth(at);
    const code = (await block.locator('pre').innerText()).trimEnd();
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

  /** Returns the number of blocks of a page, as it was written to its file. */
  const blocksOf = (path: string): number =>
    readFileSync(`${folder}/${path}`, 'utf8').match(/class="editable"/g)?.length ?? 0;

  it('are on the pages for beginners', () => {
    expect(EDITABLE.map(blocksOf).reduce((sum, one) => sum + one)).toBeGreaterThan(30);
  });

  it('give what they say', async () => {
    const wrong = await visit({
      paths: looked.run,
      async look(page, path) {
        const count = await page.locator('.editable').count();
        expect(count).toBe(blocksOf(path));
        const found: string[] = [];
        for (let at = 0; at < count; at++) found.push(...(await run(page, at)));
        return found;
      },
    });
    expect(wrong).toEqual([]);
  });

  /** The parts of a block that is edited. */
  async function edited(page: Page, at: number) {
    const block = page.locator('.editable').nth(at);
    const button = (name: string) => block.getByRole('button', { name, exact: true });
    await button('Edit').click();
    const editor = block.getByRole('textbox');
    const run = async (code: string): Promise<void> => {
      await editor.fill(code);
      await button('Run').click();
    };
    return { block, button, run };
  }

  it('show errors with their lines, the names that were meant, and circuits', async () => {
    const wrong = await visit({
      paths: ['gradient-descent.html'],
      async look(page) {
        const { block, button, run } = await edited(page, 0);
        await button('Run').click();
        await button('J').click();
        await block.frameLocator('iframe').locator('thalweg-circuit').waitFor();
        await expect.poll(async () => (await block.locator('iframe').boundingBox())!.height).toBeGreaterThan(100);

        const fails = async (code: string, line: number, text: string): Promise<void> => {
          await run(code);
          await block.locator(`.is-error[data-line="${line}"]`, { hasText: text }).waitFor();
        };
        await fails('const most: number = 3;\n\nthrow new RangeError(`at most ${most}`);', 3, 'RangeError: at most 3');
        await fails("import { of } from 'rxjs';\nof(1).subscribe(() => {\n  null!.x;\n});", 3, 'TypeError');
        await fails("import { adamm } from 'thalweg/optim';\n\nadamm({});", 3, "Did you mean 'adam'?");
        await fails("\nimport { read } from 'thalweg/grph';\nread;", 2, "Did you mean 'thalweg/graph'?");

        await run('await fetch("https://host.example/");');
        await block.locator('.is-error', { hasText: 'Failed to fetch' }).waitFor();
        return [];
      },
    });
    // The policy of the frame refuses the request before it is made; RxJS throws what reaches nobody.
    expect(wrong.filter(text => !/host\.example|Content Security Policy|reading 'x'/.test(text))).toEqual([]);
    expect(wrong.filter(text => text.includes('was requested'))).toEqual([]);
  });

  it('draw streams that never end until they are stopped, and then nothing runs any more', async () => {
    const wrong = await visit({
      paths: ['concepts/streams.html'],
      async look(page) {
        const clock = await edited(page, 0);
        /** Waits until another block has taken ten turns. */
        const later = async (): Promise<void> => {
          await clock.run(TEN_TURNS);
          await clock.block.getByText('all ten', { exact: true }).waitFor();
        };
        const { block, button, run } = await edited(page, (await page.locator('.editable').count()) - 1);
        const stop = async (): Promise<void> => {
          await button('Stop').click();
          await button('Run').waitFor();
          await later();
        };

        await button('Run').click();
        // At the lower end of the window, so that there is no room for the drawing.
        await button('steps$').evaluate(one => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight + 2));
        await button('steps$').click();
        const chart = block.frameLocator('iframe').getByRole('img', { name: /^steps\$: \d{2,} numbers/ });
        await chart.waitFor();
        expect(await chart.locator('canvas').evaluate(greenPixels)).toBeGreaterThan(50);
        await stop();
        const drawn = await chart.getAttribute('aria-label');
        await later();
        expect(await chart.getAttribute('aria-label')).toBe(drawn);

        await run(ENDLESS);
        await block.getByText('step 2000', { exact: true }).waitFor();
        await stop();
        const steps = await block.locator('.is-printed').last().innerText();
        await later();
        expect(await block.locator('.is-printed').last().innerText()).toBe(steps);
        return [];
      },
    });
    expect(wrong).toEqual([]);
  });
});

if (isRelease)
  it('the site that is built for the root has no dead link, opens, and finds adam without a network', async () => {
    const atRoot = await mkdtemp(`${root}.nx/site-`);
    onTestFinished(() => rm(atRoot, { recursive: true }));
    const { address, close } = await buildSite('/', atRoot);
    onTestFinished(close);
    expect(deadLinks(atRoot, '/')).toEqual([]);
    const paths = ['', 'gradient-descent.html', 'start/install.html', 'api/optim.html'];
    const look = () => Promise.resolve([]);
    expect(await visitPages(browser, { address, width: 1280, paths, look })).toEqual([]);
    expect(await visitPages(browser, { address, width: 1280, paths: [''], look: findAdam })).toEqual([]);
  });

/** A program that ends. */
const TEN_TURNS = `import { interval, take } from 'rxjs';
interval(20).pipe(take(10)).subscribe({ complete: () => console.log('all ten') });`;

/** A training that takes its records itself, and never ends. */
const ENDLESS = `
import { epochs, fromIterable } from 'thalweg/data';
import { input, mul, parameter, square } from 'thalweg/graph';
import { sgd } from 'thalweg/optim';
import { train } from 'thalweg/train';

const loss = square(mul(parameter(1), input('x', [])));
const steps$ = fromIterable([{ x: 1 }]).pipe(epochs(Infinity), train(loss, sgd({ learningRate: 0.001 })));
steps$.subscribe(({ step }) => step % 1000 === 0 && console.log('step', step));`;

/** How many pixels of a chart have the green of its line; its axes are grey. */
function greenPixels(canvas: HTMLCanvasElement | SVGElement): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
  return data.filter((red, at) => at % 4 === 0 && data[at + 1]! > red + 60).length;
}
