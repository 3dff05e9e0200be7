import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../browsers/launch.ts';
import type * as program from './program/program.ts';

type Program = typeof program;

/** Calls a function of the program in a new process or page. */
export type Call = <K extends keyof Program>(
  name: K,
  ...given: Parameters<Program[K]>
) => Promise<Awaited<ReturnType<Program[K]>>>;

/** Returns an expression that imports the program and calls one of its functions. */
export function callExpression(url: string, name: string, given: readonly unknown[]): string {
  return `import(${JSON.stringify(url)}).then(program => program.${name}(...${JSON.stringify(given)}))`;
}

/** A bundle in a temporary folder. */
export interface Bundle {
  readonly path: string;
  /** The bundled worker scripts, such as an app would serve itself: of threads, and of one that compiles. */
  readonly worker: string;
  readonly compileWorker: string;
  readonly remove: () => Promise<void>;
}

/** Bundles the program from source as one module that both browsers and Node can import. */
export async function bundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  const names = ['program', 'worker', 'compile-worker'];
  const programs = names.map(name => fileURLToPath(new URL(`program/${name}.ts`, import.meta.url)));
  await build({
    entryPoints: programs,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  const [path, worker, compileWorker] = names.map(name => join(folder, `${name}.mjs`)) as [string, string, string];
  return { path, worker, compileWorker, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Calls functions of a bundle in Node with the given flags, each in a new process. */
export function inNode(path: string, flags: readonly string[] = []): Call {
  return async (name, ...given) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const code = `console.log(JSON.stringify(await ${callExpression(pathToFileURL(path).href, name, given)}))`;
    const args = [...flags, '--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as never;
  };
}

/** A running Chromium. */
export interface Chromium {
  /** Calls functions of the bundle, each in a new page with a content security policy. */
  readonly under: (policy: string, options?: { readonly isolated?: boolean }) => Call;
  readonly close: () => Promise<void>;
}

/** Starts the system’s Chromium in headless mode and serves a bundle to it. */
export async function openChromium(bundle: Bundle): Promise<Chromium> {
  const browser = await launchChromium();
  const server = await serve(bundle);
  return {
    under:
      (policy, { isolated = false } = {}) =>
      (name, ...given) =>
        inFreshPage(browser, async page => {
          await page.goto(server.page(policy, isolated));
          return page.evaluate<never>(callExpression('/program.mjs', name, given));
        }),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

/** Uses a page in a new browser context. Throws if the page logs an error. */
async function inFreshPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const logged: string[] = [];
    page.on('console', message => message.type() === 'error' && logged.push(message.text()));
    page.on('pageerror', error => logged.push(String(error)));
    const result = await use(page);
    if (logged.length > 0) throw new Error(`console: must have no errors, got ${logged.join('; ')}.`);
    return result;
  } finally {
    await context.close();
  }
}

/** A server of a single page. */
export interface Server {
  /** Returns the address of the page with a content security policy; cross-origin isolated if it shares memory. */
  readonly page: (policy: string, isolated: boolean) => string;
  readonly close: () => void;
}

/** Serves a bundle, its workers and a page that loads the bundle. Each address may name the policy of its response. */
export async function serve({ path, worker, compileWorker }: Bundle): Promise<Server> {
  const files = new Map([
    ['/program.mjs', await readFile(path)],
    ['/worker.mjs', await readFile(worker)],
    ['/compile-worker.mjs', await readFile(compileWorker)],
  ]);
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url!, 'http://localhost');
    const file = files.get(pathname);
    if (file !== undefined || searchParams.has('isolated'))
      for (const [name, value] of ISOLATION) response.setHeader(name, value);
    const policy = searchParams.get('policy');
    if (policy !== null) response.setHeader('content-security-policy', policy);
    if (file !== undefined) response.setHeader('content-type', 'text/javascript').end(file);
    else if (pathname === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    page: (policy, isolated) =>
      `http://127.0.0.1:${port}/?${new URLSearchParams({ policy, ...(isolated ? { isolated: '' } : {}) }).toString()}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

// Without an icon link, the browser requests a missing favicon.
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Thalweg</title>
<link rel="icon" href="data:,">
<script type="module" src="/program.mjs"></script>
`;

/** The headers that a page needs to share memory. Worker scripts need the second one. */
const ISOLATION = [
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-embedder-policy', 'require-corp'],
] as const;
