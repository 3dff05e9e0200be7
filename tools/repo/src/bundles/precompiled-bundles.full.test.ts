import { gzipSync } from 'node:zlib';
import { input, type Node } from '@thalweg/graph';
import { batchNorm, conv2d, dense, flatten, maxPool, relu, reshape } from '@thalweg/nn';
import { precompile } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { namesIn } from './names-behind.ts';

/** A program that predicts, with a runner or without. */
const programOf = (runner: string): string => `
  import { input } from '@thalweg/graph';
  import { dense, relu } from '@thalweg/nn';
  import { predictor } from '@thalweg/train';
  ${runner === '' ? '' : `import { precompiled } from '@thalweg/wasm/precompiled';`}
  const prediction = input('image', ['batch', 784]).pipe(dense(64), relu(), dense(10));
  console.log(predictor(prediction, { ${runner} }));
`;

/** The compiler: all of the package but what finds plans and runs them. */
const compiler = namesIn(
  'wasm',
  /^(assembler|compile\/|convolution|emit|families|functions|loops|lowering|planning|precompile\/|product|scan|threads|explain|profiler|relaxed|runner-in|wasm\.)/,
);

const image = (): Node => input('image', ['batch', 784]) as Node;

/** The networks of apps/digits. */
const networks: Readonly<Record<string, () => Node>> = {
  dense: () => image().pipe(dense(64), relu(), dense(10)) as Node,
  convolutional: () =>
    image().pipe(
      reshape([28, 28, 1]),
      conv2d(16, 3, { padding: 'same' }),
      batchNorm(),
      relu(),
      maxPool(2),
      conv2d(32, 3, { padding: 'same' }),
      batchNorm(),
      relu(),
      maxPool(2),
      flatten(),
      dense(10),
    ) as Node,
};

describe('a prediction that was compiled ahead', () => {
  it('brings no compiler', async () => {
    const { names } = await bundle(programOf('runner: precompiled({ modules: [] })'));
    expect(names).toContain('wasm:precompiled');
    expect(names.filter(name => compiler.has(name))).toEqual([]);
  });

  it.each(Object.entries(networks))(
    'takes at most 20,000 bytes gzipped for the module of a %s network for two sizes and the runner',
    async (name, make) => {
      const { bytes } = await precompile({ predict: make() }, { sizes: { batch: [1, 32] } });
      const module = gzipSync(bytes, { level: 9 }).length;
      const [without, whole] = [
        await bundle(programOf('')),
        await bundle(programOf('runner: precompiled({ modules: [] })')),
      ];
      const runner = whole.bytes - without.bytes;
      console.log(`${name}: a module of ${module} bytes, a runner of ${runner}`);
      expect(module + runner).toBeLessThanOrEqual(20_000);
    },
  );

  it('control: the compiler is found in a bundle that has it', async () => {
    const { names } = await bundle(`import { wasm } from '@thalweg/wasm'; console.log(wasm());`);
    expect(names.filter(name => compiler.has(name)).length).toBeGreaterThan(500);
  });
});
