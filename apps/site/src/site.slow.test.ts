import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { launchChromium } from '@thalweg/browser/launch';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './root.ts';
import { claimsIn, fulfils } from './testing/claims-in.ts';
import { deadLinks, pagesOf } from './testing/dead-links.ts';
import { serveFolder, type ServedFolder } from './testing/serve-folder.ts';

// The site is built twice, for two bases; the pages of the API are written once.

const BASES = ['/', '/x/'] as const;

let folder: string;
let browser: Browser;
const served = new Map<string, ServedFolder>();
const outOf = (base: string): string => `${folder}/${base === '/' ? 'top' : 'below'}`;

beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/site-`);
  for (const base of BASES) {
    const more = base === '/' ? [] : ['--keep-api'];
    const args = ['run', 'docs', '--', '--base', base, '--out', outOf(base), ...more];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 1e8 });
    expect(stdout).toContain(`The site for ${base} is in ${outOf(base)}`);
    served.set(base, await serveFolder(outOf(base), base));
  }
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  for (const { close } of served.values()) close();
  await rm(folder, { recursive: true });
});

/** A look at pages, in which every request to another host and every error is noted. */
interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

async function inPages(
  base: string,
  look: Look,
  visit: (page: Page, address: string) => Promise<void>,
): Promise<string[]> {
  const { address } = served.get(base)!;
  const wrong: string[] = [];
  const { width, colorScheme } = look;
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' });
  try {
    await context.route('**/*', (route, request) => {
      if (/^(data|blob|about):/.test(request.url()) || request.url().startsWith(address)) return route.continue();
      wrong.push(`${request.url()} was requested`);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('console', message => message.type() === 'error' && wrong.push(`${page.url()}: ${message.text()}`));
    page.on('pageerror', error => wrong.push(`${page.url()}: ${String(error)}`));
    await visit(page, address);
    return wrong;
  } finally {
    await context.close();
  }
}

const open = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  // The page works once the application has taken it over.
  await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
};

/** All pages but those of the API, of which two are enough, and VitePress’s own page for what is not found. */
const readers = (): string[] =>
  [...pagesOf(outOf('/')).keys()].filter(path => !/^(api\/|404)/.test(path) || /api\/(index|optim)\.html/.test(path));

/** A page of each layout, for what differs between looks. */
const SAMPLE = /^(index|lecture|names|how-fast|start\/install|concepts\/pass|guides\/data|api\/optim)\.html/;

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, as `rule: element`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run({ resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  });
}

describe('the site', () => {
  it.each(BASES)('below %s has no dead link', base => {
    expect(deadLinks(outOf(base), base)).toEqual([]);
    expect(readers().length).toBeGreaterThan(30);
  });

  it.each(BASES)('below %s opens every page without an error or a request to another host', async base => {
    const wrong = await inPages(base, { width: 1280, colorScheme: 'light' }, async (page, address) => {
      for (const path of base === '/'
        ? readers()
        : ['index.html', 'lecture.html', 'start/install.html', 'api/optim.html'])
        await open(page, address + path);
    });
    expect(wrong).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is accessible and fits a phone in a %s look', async colorScheme => {
    const found: string[] = [];
    const wrong = await inPages('/', { width: 360, colorScheme }, async (page, address) => {
      for (const path of readers()) {
        if (colorScheme === 'dark' && !SAMPLE.test(path)) continue;
        await open(page, address + path);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 360) found.push(`${path} is ${width} pixels wide`);
        found.push(...(await violations(page)).map(violation => `${path}: ${violation}`));
      }
    });
    expect([...wrong, ...found]).toEqual([]);
  });

  it.each(BASES)('below %s finds adam without a network', async base => {
    const wrong = await inPages(base, { width: 1280, colorScheme: 'light' }, async (page, address) => {
      await open(page, address);
      await page
        .getByRole('button', { name: /search/i })
        .first()
        .click();
      await page.locator('#localsearch-input').fill('adam');
      await page.locator('.VPLocalSearchBox .result', { hasText: /adam/i }).first().waitFor();
      await page.locator('.VPLocalSearchBox .result[href*="api/optim"]').first().click();
      await page.waitForURL(/api\/optim\.html/);
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
      const written = await block.locator(`[data-line="${claim.line}"] code`).allInnerTexts();
      if (!fulfils(written, claim)) broken.push(`${claim.line}: ${written.join(', ')} instead of ${claim.text}`);
    }
    return [...errors, ...broken];
  }

  it('give what they say, on every page', async () => {
    const broken: string[] = [];
    let blocks = 0;
    const wrong = await inPages('/x/', { width: 1280, colorScheme: 'light' }, async (page, address) => {
      for (const path of readers()) {
        if (!/^(index|lecture|start|concepts)/.test(path)) continue;
        await open(page, address + path);
        const count = await page.locator('.editable').count();
        for (let at = 0; at < count; at++)
          broken.push(...(await run(page, at)).map(text => `${path}, block ${at}: ${text}`));
        blocks += count;
      }
    });
    expect([...wrong, ...broken]).toEqual([]);
    expect(blocks).toBeGreaterThan(30);
  });

  it('show errors with their lines, draw circuits, and stop streams that do not end', async () => {
    const wrong = await inPages('/', { width: 1280, colorScheme: 'light' }, async (page, address) => {
      await open(page, `${address}lecture.html`);
      const block = page.locator('.editable').first();
      const button = (name: string) => block.getByRole('button', { name, exact: true });
      await button('Edit').click();
      await button('Run').click();
      await button('J').click();
      await block.frameLocator('iframe').locator('thalweg-circuit').waitFor();
      expect((await block.locator('iframe').boundingBox())!.height).toBeGreaterThan(100);

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
    });
    // The policy of the frame refuses the request before it is made.
    expect(wrong.filter(text => !/host\.example|Content Security Policy/.test(text))).toEqual([]);
    expect(wrong.filter(text => text.includes('was requested'))).toEqual([]);
  });
});
