import { fileURLToPath } from 'node:url';
import { input, mul, parameter, type Runner } from '@thalweg/graph';
import { predictor } from '@thalweg/train';
import { precompiled, type PrecompiledRunner, wasm } from '@thalweg/wasm';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { moduleOf } from '../testing/module-of.ts';
import { predict, training, weight } from '../testing/perceptron.ts';
import { type ModelFile, type PrecompiledFile, precompileFile, targetsAmong } from './precompile-file.ts';

function fileOf(name: string, { targets = [], sizes = {} }: Partial<ModelFile> = {}): Promise<PrecompiledFile> {
  return precompileFile({ file: fileURLToPath(new URL(`../testing/${name}.ts`, import.meta.url)), targets, sizes });
}

function runnerOf({ bytes }: PrecompiledFile): PrecompiledRunner {
  return precompiled({ modules: [moduleOf(bytes)], strict: true });
}

/** The losses of four steps from the same weights. */
function lossesBy(runner: Runner): Promise<number[]> {
  weight.set([[0.5], [-0.25]]);
  const records = [1, 2, 3, 4].map(n => ({ x: Float32Array.of(n, -1, 0.5, n), y: Float32Array.of(1, -1) }));
  return lastValueFrom(
    of(...records).pipe(
      training(runner),
      map(({ loss }) => loss),
      toArray(),
    ),
  );
}

describe('a file that is precompiled', () => {
  it('predicts with the bits of wasm(), for the sizes that were asked for', async () => {
    const file = await fileOf('perceptron', { sizes: { batch: [1, 3] } });
    expect(file.plans).toEqual(
      [3, 1].map(rows => ({ name: 'predict', inputs: { x: [rows, 2] }, observed: ['tanh'], interpreted: [] })),
    );
    const runner = runnerOf(file);
    const record = { x: Float32Array.of(0.3, -0.7) };
    const [found, wanted] = [runner, wasm()].map(by => predictor(predict, { runner: by })(record));
    expect(found).toEqual(wanted);
    expect(runner.coverage.compiled).toBe(1);
  });

  it('trains by whole steps, if a target is a function that takes a runner', async () => {
    const runner = runnerOf(await fileOf('perceptron', { targets: ['training'], sizes: { batch: [2] } }));
    const losses = await lossesBy(runner);
    expect(losses).toEqual(await lossesBy(wasm()));
    expect(runner.coverage.compiled).toBe(4);
  });

  it('must exist', async () => {
    await expect(fileOf('no-such-file')).rejects.toThrow(
      /^precompile: the file must exist, got .*no-such-file\.ts\. Check the path/,
    );
  });

  it('must export targets', async () => {
    await expect(fileOf('without-targets')).rejects.toThrow(
      /without-targets\.ts must export what to precompile, got no nodes that compute something, but seed\./,
    );
  });

  it('needs sizes for each axis', async () => {
    await expect(fileOf('perceptron')).rejects.toThrow("must have sizes, got none for 'batch' of x.");
  });
});

const x = input('x', ['batch', 2]);

const w = parameter(2);

const product = mul(x, w);

const refusing = (): never => {
  throw new Error('is not called');
};

describe('the targets among exports', () => {
  it('are all nodes that compute something, by default', () => {
    expect(targetsAmong({ x, w, predict: product, training: refusing, seed: 7 }, [], 'net.ts')).toEqual({
      predict: product,
    });
  });

  it('are those that are named, functions too', () => {
    expect(targetsAmong({ x, predict: product, training: refusing }, ['training', 'x'], 'net.ts')).toEqual({
      training: refusing,
      x,
    });
  });

  it('must be exported, as a node or a function', () => {
    expect(() => targetsAmong({ predict: product }, ['predit'], 'net.ts')).toThrow(
      "precompile: net.ts must export each target, got no export predit. Did you mean 'predict'?",
    );
    expect(() => targetsAmong({ seed: 7 }, ['seed'], 'net.ts')).toThrow('got seed of net.ts, number. Export such a');
  });

  it('must exist', () => {
    expect(() => targetsAmong({}, [], 'net.ts')).toThrow(
      'net.ts must export what to precompile, got no exports. Export',
    );
    expect(() => targetsAmong({ x, training: refusing }, [], 'net.ts')).toThrow(
      'got no nodes that compute something, but x, training. Export a prediction',
    );
  });
});
