import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';
import { root } from '../pack/workspace.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const folder = join(inject('home'), 'start');

beforeAll(async () => void (await mkdir(join(folder, 'src'), { recursive: true })));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Returns the blocks of a language on a page of the documentation. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(`${root}docs/start/${page}.md`, 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, fence]) => fence === language)
    .map(([, , code]) => code!);
}

/** Saves a block as a reader does, and returns the lines that Node prints. */
async function run(name: string, code: string): Promise<string[]> {
  await writeFile(join(folder, name), code);
  const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: folder });
  return stdout.trim().split('\n');
}

describe('the pages of Start, in a folder with the packed packages', () => {
  it('check the installation', async () => {
    const [code] = blocksOf('install', 'ts');
    expect(await run('check.mjs', code!)).toEqual(['the slope of x² at 3 is 6']);
  });

  it('train a first time', async () => {
    const [code] = blocksOf('first-training', 'ts');
    const lines = await run('first.mjs', code!);
    expect(lines).toHaveLength(5);
    expect(lines.slice(3)).toEqual(['at the centre 1', 'in the corner 0']);
    const [early, , late] = lines.map(line => Number(/^step \d+: loss (.*)$/.exec(line)?.[1]));
    expect(late).toBeLessThan(early! / 2);
  });

  it('learn from a first stream, also with late labels', async () => {
    const [first, late] = blocksOf('first-stream', 'ts');
    expect(await run('stream.mjs', first!)).toEqual(['accuracy true', 'without a model 0.87']);
    expect(await run('stream.mjs', late!)).toEqual(['learned 1900 accuracy true']);
  });
});

/** A folder that Vite serves. */
interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves a folder as `npx vite` does, at a free port. What its scan for dependencies does not find is named, as the plugins
 * of frameworks do, or the page would be loaded twice.
 */
async function servePage(folder: string, include: string[] = []): Promise<ServedPage> {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: await mkdtemp(join(folder, '.vite-')),
    optimizeDeps: { include },
    // React and its renderer must be of one folder.
    resolve: { alias: ['react', 'react-dom'].map(find => ({ find, replacement: `${root}node_modules/${find}` })) },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
  });
  await server.listen();
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}

describe('the pages of Start, in Chromium', { tags: ['chromium'] }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());

  /** Opens the folder as Vite serves it, and runs a check of the page. */
  async function open(include: string[], check: (page: Page) => Promise<void>): Promise<void> {
    const server = await servePage(folder, include);
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    try {
      await page.goto(server.url);
      await check(page);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await server.close();
    }
  }

  it('show a first page that learns while one clicks', async () => {
    const [html] = blocksOf('first-page', 'html');
    await writeFile(join(folder, 'index.html'), html!);
    await open([], async page => {
      await page.waitForFunction('Number(document.querySelector("output").value) > 20');
      await page.click('canvas', { position: { x: 450, y: 60 } });
      await page.waitForFunction('Number(document.querySelector("output").value) > 40');
    });
  });

  it('show a first component of React', async () => {
    const [component] = blocksOf('first-page', 'tsx');
    await writeFile(join(folder, 'src/App.tsx'), component!);
    await writeFile(join(folder, 'src/main.tsx'), MAIN);
    await writeFile(join(folder, 'index.html'), INDEX);
    await open(['react/jsx-dev-runtime'], async page => {
      await page.getByText('idle, step 0').waitFor();
      await page.getByRole('button', { name: 'Learn' }).click();
      await page.getByText(/running, step [1-9]/).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText(/paused, step [1-9]/).waitFor();
      expect(await page.getByRole('heading').textContent()).toMatch(/^y = \d\.\d\d x \+ \d\.\d\d$/);
    });
  });
});

// What `npm create vite@latest -- --template react-ts` writes around the component.
const INDEX = '<!doctype html><div id="root"></div><script type="module" src="/src/main.tsx"></script>';
const MAIN = `
  import { StrictMode, createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  import App from './App.tsx';
  createRoot(document.getElementById('root')!).render(createElement(StrictMode, null, createElement(App)));
`;
