import { readFile } from 'node:fs/promises';
import { launchChromium } from '@thalweg/browser/launch';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveFiles, type FileServer } from './serve-files.ts';

/** Nothing but scripts of the same origin, and WebAssembly that is compiled. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";

const page = (script: string) => `<!doctype html><title>One file</title><link rel="icon" href="data:," />
<thalweg-circuit></thalweg-circuit><output></output><script type="module" src="/${script}"></script>`;

const circuitProgram = `
  import { parameter, plus, times } from '/circuit.js';
  const [x, y, z] = [-2, 5, -4].map(value => parameter(value));
  Object.assign(document.querySelector('thalweg-circuit'), { names: { x, y, z }, node: x.pipe(plus(y), times(z)) });
  document.querySelector('output').textContent = 'shown';
`;

const trainerProgram = `
  import { data, graph, nn, optim, rxjs, train, wasm } from '/trainer.js';
  const line = graph.input('x', ['batch', 1]).pipe(nn.dense(1));
  const loss = line.pipe(nn.meanSquaredError(graph.input('y', ['batch', 1])));
  const points = data.fromColumns({ x: { data: [0, 1, 2], shape: [1] }, y: { data: [1, 3, 5], shape: [1] } });
  const learn = train.train(loss, optim.sgd({ learningRate: 0.2 }), { runner: wasm.wasm() });
  document.querySelector('thalweg-circuit').node = loss;
  await rxjs.lastValueFrom(points.pipe(data.batch(3), data.epochs(400), learn));
  const numbers = graph.parametersOf(loss).map(each => graph.read(each).data[0].toFixed(3));
  document.querySelector('output').textContent = numbers.join(' ');
`;

let server: FileServer;
let browser: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  const built = (name: string) => readFile(`${inject('home')}/node_modules/thalweg/dist/one-file/${name}.js`, 'utf8');
  const files = new Map([
    ['/circuit.js', await built('circuit')],
    ['/trainer.js', await built('trainer')],
    ['/circuit-program.js', circuitProgram],
    ['/trainer-program.js', trainerProgram],
    ['/circuit', page('circuit-program.js')],
    ['/trainer', page('trainer-program.js')],
  ]);
  server = await serveFiles(files, POLICY);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('a page without a bundler, under a strict policy', () => {
  it.each([
    ['circuit', 'shown'],
    ['trainer', '2.000 1.000'],
  ])('runs with the one file %s', async (name, expected) => {
    const tab = await browser.newPage();
    const faults: string[] = [];
    tab.on('pageerror', error => faults.push(error.message));
    tab.on('console', message => message.type() === 'error' && faults.push(message.text()));
    await tab.goto(`${server.address}/${name}`);
    await tab.waitForFunction(() => document.querySelector('output')!.textContent !== '');
    await tab.waitForFunction(() => document.querySelector('thalweg-circuit')!.shadowRoot?.querySelector('svg'));
    expect(await tab.textContent('output')).toBe(expected);
    expect(faults).toEqual([]);
    await tab.close();
  });

  it('imports nothing else', async () => {
    for (const name of ['circuit', 'trainer']) {
      const text = await readFile(`${inject('home')}/node_modules/thalweg/dist/one-file/${name}.js`, 'utf8');
      expect(ts.preProcessFile(text).importedFiles).toEqual([]);
    }
  });
});
