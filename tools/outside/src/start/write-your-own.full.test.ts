import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../pack/workspace.ts';

const folder = join(inject('home'), 'write-your-own');
const guide = readFileSync(`${root}docs/guides/write-your-own.md`, 'utf8');

beforeAll(async () => void (await mkdir(folder, { recursive: true })));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Returns the blocks of the guide that contain one of some texts, joined. */
function blocksWith(...texts: readonly string[]): string {
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  const found = blocks.filter(code => texts.some(text => code.includes(text)));
  expect(found).toHaveLength(texts.length);
  return found.join('');
}

/** Runs a block of the guide and then a check, in a folder with the packed packages, and returns the lines that it prints. */
async function run(name: string, block: string, check: string): Promise<string[]> {
  const { code } = await transform(`${block}\n${check}`, { loader: 'ts', format: 'esm', target: 'es2022' });
  await writeFile(join(folder, `${name}.mjs`), code);
  const { stdout } = await promisify(execFile)(process.execPath, [`${name}.mjs`], { cwd: folder });
  return stdout.trim().split('\n');
}

/** Trains a small network, with a part in its middle, for 50 steps of batches of several sizes; returns the bits of all that is kept. */
const TRAINED = `
  import * as graphs from 'thalweg/graph';
  import * as layers from 'thalweg/nn';
  import * as optimizers from 'thalweg/optim';
  import * as tensors from 'thalweg/tensor';
  import * as training from 'thalweg/train';
  import { wasm } from 'thalweg/wasm';

  function trained(make, runner) {
    const [part, optimizer] = make();
    const inputs = graphs.input('x', ['batch', 4]);
    const outputs = inputs.pipe(layers.dense(5), part, layers.dense(1));
    const loss = outputs.pipe(layers.meanSquaredError(graphs.input('y', ['batch', 1])));
    const take = training.step(loss, optimizer, { runner });
    let seed = 1;
    const numbers = length => Float32Array.from({ length }, () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5);
    const rowsOf = (rows, width) => tensors.tensor(numbers(rows * width), { shape: [rows, width] });
    for (let i = 0; i < 50; i++) {
      const rows = i % 7 === 0 ? 5 : 8;
      take({ x: rowsOf(rows, 4), y: rowsOf(rows, 1) });
    }
    inputs.set(rowsOf(3, 4));
    const kept = [...graphs.registersOf(loss), outputs].map(node => graphs.read(node).data);
    return kept.map(data => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')).join(' ');
  }
  /** Prints if two makers of a part and an optimizer lead to the same bits, and a third one to others: interpreted, and compiled. */
  function compare(ours, theirs, others) {
    for (const runner of [undefined, wasm()]) {
      const bits = trained(ours, runner);
      console.log(bits === trained(theirs, runner), bits !== trained(others, runner));
    }
  }
`;

const ALIKE = ['true true', 'true true'];

describe('what the guide writes, in a folder with the packed packages, has the bits of ours', () => {
  it('an operation with a gradient, against silu', async () => {
    const check = `
      const sgd = optimizers.sgd({ learningRate: 0.1 });
      const by = act => () => [one => act(one), sgd];
      compare(by(graphs.silu), by(swish), by(graphs.gelu));`;
    expect(await run('operation', blocksWith("elementwise('swish'"), TRAINED + check)).toEqual(ALIKE);
  });

  it('a layer with parameters and running statistics, against batchNorm', async () => {
    const check = `
      const by = layer => () => [layer(), optimizers.adam({ learningRate: 0.01 })];
      compare(by(layers.batchNorm), by(normalized), by(layers.layerNorm));`;
    expect(await run('layer', blocksWith('function normalized('), TRAINED + check)).toEqual(ALIKE);
  });

  it('an optimizer, against rmsprop', async () => {
    const check = `
      const by = optimizer => () => [layers.relu(), optimizer];
      const [learningRate, own] = [0.01, pipe(byRootMeanSquare(), scaleByLearningRate(0.01))];
      compare(by(optimizers.rmsprop({ learningRate })), by(own), by(optimizers.adam({ learningRate })));`;
    expect(await run('optimizer', blocksWith('const byRootMeanSquare'), TRAINED + check)).toEqual(ALIKE);
  });

  it('a dataset operator, against flatMap, from offsets of two epochs', async () => {
    const check = `
      import * as data from 'thalweg/data';
      const source = () => data.fromIterable([1, 2, 3, 4, 5]).pipe(data.shuffle({ seed: 7 }), data.epochs(2));
      const [ours, own] = [source().pipe(data.flatMap(x => [x, x])), source().pipe(repeatEach(2))];
      const restOf = (set, epoch, index) => {
        const [items, found] = [set.open({ epoch, index }), []];
        for (let item = items.next(); item !== undefined; item = items.next()) found.push(item);
        return found.join();
      };
      const offsets = [0, 1].flatMap(epoch => [0, 1, 2, 3, 7, 9].map(index => [epoch, index]));
      console.log(offsets.every(at => restOf(ours, ...at) === restOf(own, ...at)), restOf(own, 0, 0).length > 30);`;
    expect(await run('dataset', blocksWith('const cleaned', 'const repeatEach'), check)).toEqual(['true true']);
  });

  it('a reader, against lines, from all offsets of two epochs, and with each file closed', async () => {
    const check = `
      import * as data from 'thalweg/data';
      import { lines } from 'thalweg/readers';
      import { fstatSync } from 'node:fs';
      import { firstValueFrom } from 'rxjs';
      const file = new URL('lines.txt', import.meta.url).pathname;
      writeFileSync(file, Array.from({ length: 40 }, (_, i) => 'ä'.repeat((i * 7) % 13) + i).join('\\n'));
      const features = text => ({ x: [text.length, Number(text.replaceAll('ä', ''))] });
      const batched = set => set.pipe(data.map(features), data.epochs(2), data.batch(3));
      const ours = batched(lines(file).pipe(data.map(({ text }) => text)));
      const own = batched(linesOf(file));
      /** Reads on, notes the offset before each item, and returns all items as text. */
      async function restOf(set, offset, offsets = []) {
        const [items, found] = [set.open(offset), []];
        for (;;) {
          offsets.push(items.offset);
          const item = await items.next();
          if (item === undefined) return found;
          found.push(item.x.data.join());
        }
      }
      const offsets = [];
      const all = await restOf(own, undefined, offsets);
      for (const kept of [({ place, ...counted }) => counted, offset => JSON.parse(JSON.stringify(offset))]) {
        const rests = await Promise.all(offsets.map(offset => restOf(own, kept(offset))));
        console.log(rests.every((rest, i) => rest.join(';') === all.slice(i).join(';')));
      }
      console.log(offsets.every(({ index, place }) => index === 0 || place !== undefined));
      // The next file that is opened has the lowest free number.
      const number = openSync(file);
      closeSync(number);
      const isOpen = () => {
        try {
          return fstatSync(number).isFile();
        } catch {
          return false;
        }
      };
      const reading = linesOf(file).open();
      reading.next();
      console.log(isOpen());
      reading.close();
      console.log(!isOpen());
      const line = firstValueFrom(linesOf(file));
      console.log(!isOpen(), (await line).length);
      console.log(all.join(';') === (await restOf(ours)).join(';'), all.length);`;
    expect(await run('reader', blocksWith('const linesOf'), check)).toEqual([
      ...Array(5).fill('true'),
      'true 1',
      'true 28',
    ]);
  });

  it('a runner, against the interpreter', async () => {
    const check = `
      const make = layer => () => [layer(), optimizers.adam({ learningRate: 0.01 })];
      const { runner: own, milliseconds: spent } = timed();
      const bits = trained(make(layers.batchNorm), own);
      console.log(bits === trained(make(layers.batchNorm)), bits !== trained(make(layers.layerNorm)), spent.has('matmul'));`;
    expect(await run('runner', blocksWith('function timed()'), TRAINED + check)).toEqual(['true true true']);
  });
});
