import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchFirefox } from '../browsers/launch-firefox.ts';
import { launchChromium } from '../browsers/launch.ts';
import { serveFiles, type FileServer } from '../browsers/serve-files.ts';

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

const miniaturesPage = `<!doctype html><title>One file</title><link rel="icon" href="data:," />
<thalweg-race></thalweg-race><thalweg-boundary data="moons"></thalweg-boundary><output></output>
<script type="module" src="/miniatures-program.js"></script>`;

const miniaturesProgram = `
  import { optim, surfaces } from '/miniatures.js';
  const race = document.querySelector('thalweg-race');
  // Both are in sight of a small window: what is out of sight does not move.
  for (const each of document.querySelectorAll('thalweg-race, thalweg-boundary')) each.style.width = '240px';
  Object.assign(race, { surface: surfaces.himmelblau, optimizers: { slow: optim.sgd({ learningRate: 0.001 }) } });
  document.querySelector('output').textContent = race.shadowRoot.querySelector('canvas').ariaLabel;
`;

let server: FileServer;
const launchers = {
  chromium: (): Promise<TabBrowser> => launchChromium(),
  // Its driver types the events by a parameter.
  firefox: (): Promise<TabBrowser> => launchFirefox() as Promise<unknown> as Promise<TabBrowser>,
};
beforeAll(async () => {
  const built = (name: string) => readFile(`${inject('home')}/node_modules/thalweg/dist/one-file/${name}.js`, 'utf8');
  const files = new Map([
    ['/circuit.js', await built('circuit')],
    ['/miniatures.js', await built('miniatures')],
    ['/trainer.js', await built('trainer')],
    ['/circuit-program.js', circuitProgram],
    ['/miniatures-program.js', miniaturesProgram],
    ['/trainer-program.js', trainerProgram],
    ['/circuit', page('circuit-program.js')],
    ['/miniatures', miniaturesPage],
    ['/trainer', page('trainer-program.js')],
  ]);
  server = await serveFiles(files, POLICY);
});
afterAll(() => server?.close());

for (const name of ['chromium', 'firefox'] as const)
  describe(`a page without a bundler, under a strict policy, in ${name}`, { tags: [name] }, () => {
    const opened: { browser?: TabBrowser } = {};
    beforeAll(async () => void (opened.browser = await launchers[name]()));
    afterAll(() => opened.browser?.close());

    it.each([
      ['circuit', 'shown'],
      ['trainer', '2.000 1.000'],
    ])('runs with the one file %s', async (file, expected) => {
      const isReady = `document.querySelector('output').textContent !== '' &&
      document.querySelector('thalweg-circuit').shadowRoot?.querySelector('svg') != null`;
      const visited = await visit(opened.browser!, `${server.address}/${file}`, isReady);
      expect(visited).toEqual({ text: expected, faults: [] });
    });

    it('shows the miniatures of their one file, which take steps', async () => {
      const captions = `[...document.querySelectorAll('thalweg-race, thalweg-boundary')]
      .map(each => each.shadowRoot?.querySelector('span')?.textContent ?? '')`;
      const isReady = `${captions}.every(text => /step [1-9]/.test(text))`;
      const visited = await visit(opened.browser!, `${server.address}/miniatures`, isReady);
      expect(visited).toEqual({ text: 'A race down the surface himmelblau: slow.', faults: [] });
    });
  });

it('imports nothing else in its one file', async () => {
  for (const name of ['circuit', 'miniatures', 'trainer']) {
    const text = await readFile(`${inject('home')}/node_modules/thalweg/dist/one-file/${name}.js`, 'utf8');
    expect(ts.preProcessFile(text).importedFiles).toEqual([]);
  }
});

/** What a page has written to its console. */
interface Message {
  type(): string;
  text(): string;
}

/** A page in a browser, as the drivers of Chromium and of Firefox have it. */
interface Tab {
  on(event: 'console', listener: (message: Message) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  goto(address: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<unknown>;
}

/** A browser that opens pages. */
interface TabBrowser {
  newPage(): Promise<Tab>;
  close(): Promise<unknown>;
}

/** What a page shows once it is ready, and the errors that it had until then. */
interface Visited {
  readonly text: unknown;
  readonly faults: readonly string[];
}

/** Opens a page, and returns the text of its output when a condition is met. */
async function visit(browser: TabBrowser, address: string, isReady: string): Promise<Visited> {
  const tab = await browser.newPage();
  const faults: string[] = [];
  tab.on('pageerror', error => faults.push(String(error)));
  tab.on('console', message => message.type() === 'error' && faults.push(message.text()));
  await tab.goto(address);
  // From outside: a driver that waits inside of the page evaluates strings there, which a strict policy forbids.
  await expect.poll(() => tab.evaluate(isReady), { timeout: 30_000 }).toBe(true);
  const text = await tab.evaluate("document.querySelector('output').textContent");
  await tab.close();
  return { text, faults };
}
