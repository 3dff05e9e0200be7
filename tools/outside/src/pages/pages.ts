import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type * as inspect from '@thalweg/inspect';
import type * as miniatures from '@thalweg/miniatures';
import type * as surfaces from '@thalweg/miniatures/surfaces';
import type * as nn from '@thalweg/nn';
import type * as optim from '@thalweg/optim';
import type * as train from '@thalweg/train';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';
import type { circuits as testCircuits, TestCircuit } from './circuits.ts';

declare global {
  /** The packages, as globals of the blank page. */
  var thalweg: {
    readonly graph: typeof graph;
    readonly inspect: typeof inspect;
    readonly miniatures: typeof miniatures;
    readonly nn: typeof nn;
    readonly optim: typeof optim;
    readonly surfaces: typeof surfaces;
    readonly train: typeof train;
  };
  /** The circuits of tests, which the blank page loads. */
  var circuits: typeof testCircuits;
  /** The circuit that was put on the page last. */
  var made: TestCircuit;
}

/** Pages for the tests of a file. `withPage` opens one, and fails if it logs an error. */
export interface Pages {
  readonly withPage: <T>(
    which: 'blank' | 'tenLines',
    use: (page: Page) => Promise<T>,
    options?: BrowserContextOptions,
  ) => Promise<T>;
}

/** Starts Chromium and a server before the tests of a file, and stops both after them. */
export function pages(): Pages {
  let browser: Browser;
  let served: PackagesServed;
  beforeAll(async () => {
    [browser, served] = await Promise.all([launchChromium(), servePackages()]);
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });
  return {
    withPage: async (which, use, options = {}) => {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const logged: string[] = [];
        page.on('console', message => message.type() === 'error' && logged.push(message.text()));
        page.on('pageerror', error => logged.push(String(error)));
        await page.goto(served[which]);
        if (which === 'blank') await page.waitForFunction(() => 'thalweg' in globalThis);
        const result = await use(page);
        if (logged.length > 0) throw new Error(`console: must have no errors, got ${logged.join('; ')}.`);
        return result;
      } finally {
        await context.close();
      }
    },
  };
}

/** The name of a circuit of tests. */
export type Circuit = keyof typeof testCircuits;

/** Puts an element with a circuit on the blank page, with attributes that are on, and stores the circuit in the global `made`. */
export async function putCircuit(page: Page, which: Circuit, ...attributes: string[]): Promise<void> {
  await page.evaluate(
    ([name, on]) => {
      thalweg.inspect.defineCircuitElement();
      globalThis.made = circuits[name]();
      const { nodes: names, shown: node } = globalThis.made;
      const element = Object.assign(document.createElement('thalweg-circuit'), { names, node });
      for (const attribute of on) element.setAttribute(attribute, 'on');
      document.querySelector('main')!.append(element);
    },
    [which, attributes] as const,
  );
}

/** Returns the number of slots in the circuit’s live frame; 0 if nothing is subscribed. */
export function slotsHeld(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size;
  });
}

/** Waits until the live frame has no slots, or some. */
export async function slotsBecome(page: Page, wanted: 'none' | 'some'): Promise<void> {
  await page.waitForFunction(state => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size > 0 === (state === 'some');
  }, wanted);
}

/** The label of a wire. */
export interface WireRead {
  readonly value: string;
  readonly gradient: string | undefined;
}

/** Waits until the picture is arranged and every visible value is drawn. */
export async function arranged(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('thalweg-circuit')?.shadowRoot;
    const labels = [...(root?.querySelectorAll('.picture:not(.new) .reading') ?? [])].filter(label => {
      const { left, right, top, bottom } = label.getBoundingClientRect();
      return left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
    });
    return labels.length > 0 && labels.every(label => !label.textContent.includes('…'));
  });
}

/** Returns the labels of the wires from the boxes with a sign, in the order of the picture. */
export function wiresFrom(page: Page, sign: string): Promise<WireRead[]> {
  return page.evaluate(wanted => {
    const root = document.querySelector('thalweg-circuit')!.shadowRoot!;
    const boxes = [...root.querySelectorAll<HTMLElement>('.box')];
    const found = boxes.filter(box => box.querySelector('.sign')!.textContent === wanted);
    const ids = found.map(box => box.dataset['box']!);
    return [...root.querySelectorAll<HTMLElement>('.wire-label')]
      .filter(
        label => label.querySelector('.value') !== null && ids.some(id => label.dataset['wire']!.startsWith(`${id} `)),
      )
      .map(label => ({
        value: label.querySelector('.value')!.textContent,
        gradient: label.querySelector('.gradient')?.textContent,
      }));
  }, sign);
}

const PACKAGES = ['graph', 'inspect', 'miniatures', 'miniatures/surfaces', 'nn', 'optim', 'train'];
const GLOBALS = PACKAGES.map(name => name.split('/').at(-1)!);
const POLICY = "default-src 'self'; script-src 'self'; img-src data:";

/** The module that pages of tests load: the packages by name, and the circuits of tests. */
const ALL = `${PACKAGES.map((name, i) => `import * as ${GLOBALS[i]} from '@thalweg/${name}';`).join('')}
import { circuits } from './circuits.ts';
Object.assign(globalThis, { circuits, thalweg: { ${GLOBALS.join(', ')} } });`;

const BLANK = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Circuits</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<main><h1>Circuits</h1></main><script type="module" src="/all.js"></script>`;

/** A server of the packages as modules with shared chunks, and of pages that use them. */
interface PackagesServed {
  /** A blank page with the packages as globals, under a policy that allows no inline scripts or styles. */
  readonly blank: string;
  /** The page of ten lines, with an import map added. */
  readonly tenLines: string;
  readonly close: () => void;
}

/** Bundles the packages from source and serves them. */
async function servePackages(): Promise<PackagesServed> {
  const files = await modules();
  const names = PACKAGES.map(name => [`@thalweg/${name}`, `/${name}.js`]);
  const map = `<script type="importmap">${JSON.stringify({ imports: Object.fromEntries(names) as unknown })}</script>`;
  const page = await readFile(new URL('ten-lines.html', import.meta.url), 'utf8');
  files.set('/ten-lines', page.replace('<thalweg-circuit>', `${map}$&`));
  files.set('/page.css', 'body { margin: 0; font-family: sans-serif } h1 { font-size: 16px; margin: 8px }');
  const server = createServer(({ url }, response) => {
    const file = files.get(url!);
    const type = /\.(js|css)$/.exec(url!)?.[1];
    response.setHeader(
      'content-type',
      type === undefined ? 'text/html' : type === 'js' ? 'text/javascript' : 'text/css',
    );
    if (url === '/') response.setHeader('content-security-policy', POLICY);
    response.end(url === '/' ? BLANK : file);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    blank: `${origin}/`,
    tenLines: `${origin}/ten-lines`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function modules(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [...PACKAGES.map(name => ({ in: `@thalweg/${name}`, out: name })), { in: 'entry:all', out: 'all' }],
    plugins: [
      {
        name: 'all',
        setup(esbuild) {
          esbuild.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path, namespace: 'entry' }));
          esbuild.onLoad({ filter: /^/, namespace: 'entry' }, () => ({
            contents: ALL,
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
    absWorkingDir: import.meta.dirname,
    outdir: '/',
    write: false,
    splitting: true,
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
