import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothHosts } from '../both-hosts.ts';
import type { Call } from '../hosts.ts';

/** A running workerd. */
interface Workerd {
  /** The address that its worker answers at. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** The date whose behaviour the worker has; see “compatibility dates” of Cloudflare Workers. */
const COMPATIBILITY = '2026-11-17';

const { node } = bothHosts();
const opened: { workerd?: Workerd } = {};

beforeAll(async () => {
  opened.workerd = await openWorkerd(fileURLToPath(new URL('fetch-program.ts', import.meta.url)));
});
afterAll(() => opened.workerd?.close());

/** Calls a function of the program in workerd. */
const call: Call = async (name, ...given) => {
  const response = await fetch(opened.workerd!.address, { method: 'POST', body: JSON.stringify({ name, given }) });
  const { value, error } = (await response.json()) as { readonly value: never; readonly error?: string };
  if (error !== undefined) throw new Error(error);
  return value;
};

describe('in workerd, which makes no code at run time', () => {
  it('every way to compile is refused, and Node allows all', async () => {
    expect(await call('hostAllows')).toEqual([]);
    expect(await node('hostAllows')).toHaveLength(6);
  });

  it('a training is interpreted, to the losses of the interpreter in Node', async () => {
    const { losses } = await call('trainPerceptron', 'interpreted');
    const wanted = await node('trainPerceptron', 'interpreted');
    expect(losses).toHaveLength(100);
    const differences = losses.map((loss, step) => Math.abs(loss - wanted.losses[step]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
  });
  it('wasm() says why it cannot compile', async () => {
    expect(await call('trainPerceptron', 'compiled').catch(String)).toContain(
      'wasm: there must be WebAssembly with SIMD, got CompileError: WebAssembly.Module(): Wasm code generation disallowed',
    );
  });
  it('wasm({ fallback: true }) trains interpreted', async () => {
    const { losses, plans } = await call('trainPerceptron', 'compiled if possible');
    expect(plans).toEqual([]);
    expect(losses).toEqual((await call('trainPerceptron', 'interpreted')).losses);
  });
});

describe('in workerd, with a module that it imports', () => {
  it('a training and a prediction have the bits of wasm() in Node', async () => {
    const bytes = Uint8Array.from(await node('precompiledBytes'));
    const path = fileURLToPath(new URL('precompiled-program.ts', import.meta.url));
    const { address, close } = await openWorkerd(path, { './model.wasm': bytes });
    try {
      const response = await fetch(address);
      expect(await response.json()).toEqual({ values: await node('trainedByWasm'), compiled: 41 });
    } finally {
      await close();
    }
  });
});

/** Starts workerd with a worker that is bundled from source, and with compiled modules that it imports by their names. */
async function openWorkerd(entry: string, modules: Readonly<Record<string, Uint8Array>> = {}): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), 'workerd-'));
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.mjs'),
    conditions: ['@thalweg/source', 'workerd', 'worker', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    external: Object.keys(modules),
    logLevel: 'silent',
  });
  for (const [name, bytes] of Object.entries(modules)) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'config.capnp'), configuration(Object.keys(modules)));
  const child = spawn(executable(), ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { address: `http://127.0.0.1:${await portOf(child)}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The path of the program, which its package exports. */
function executable(): string {
  return (createRequire(import.meta.url)('workerd') as { readonly default: string }).default;
}

/** The port that workerd has chosen. It tells so on its control channel. */
async function portOf(child: ChildProcess): Promise<number> {
  const told: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => told.push(text));
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const { event, port } = JSON.parse(line) as { readonly event: string; readonly port?: number };
    if (event === 'listen') return port!;
  }
  throw new Error(`workerd: must start, got ${told.join('')}.`);
}

function configuration(modules: readonly string[]): string {
  const imported = modules.map(name => `, (name = "${name}", wasm = embed "${name}")`).join('');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "${COMPATIBILITY}",
    modules = [(name = "worker", esModule = embed "worker.mjs")${imported}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
