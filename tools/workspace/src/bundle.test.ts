import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { bundleCeilings } from './bundle-ceilings.ts';

describe.each(bundleCeilings)('$name', ({ code, ceiling, reached = ceiling, forbidden, later: external = [] }) => {
  it('brings nothing it does not use', async () => {
    const { files } = await bundle(code, { external });
    expect(files.filter(file => forbidden.some(pattern => pattern.test(file)))).toEqual([]);
  });

  // A ceiling that is not reached yet is kept: the test fails when it is, and asks for `reached` to go.
  const wanted = reached === ceiling ? it : it.fails;
  wanted(`takes at most ${ceiling} bytes`, async () => {
    expect((await bundle(code, { external })).bytes).toBeLessThanOrEqual(ceiling);
  });

  it(`takes no more than the ${reached} bytes it took before`, async () => {
    expect((await bundle(code, { external })).bytes).toBeLessThanOrEqual(reached);
  });
});

it('another optimizer than Adam is one too many', async () => {
  const { forbidden } = bundleCeilings.find(({ name }) => name === 'Adam alone')!;
  const { files } = await bundle(`import { adam, sgd } from '@thalweg/optim'; console.log(adam, sgd);`);
  const refused = files.filter(file => forbidden.some(pattern => pattern.test(file)));
  expect(refused).toEqual(['packages/optim/src/optimizers/sgd.ts']);
});

it('another layer than dense is one too many', async () => {
  const { forbidden } = bundleCeilings.find(({ name }) => name.startsWith('dense layers'))!;
  const { files } = await bundle(`import { dense, flatten } from '@thalweg/nn'; console.log(dense, flatten);`);
  const refused = files.filter(file => forbidden.some(pattern => pattern.test(file)));
  expect(refused).toEqual(['packages/nn/src/layers/flatten.ts']);
});

describe('bundle', () => {
  it('counts what is imported, and names its files', async () => {
    const { bytes, files } = await bundle(`import { Subject } from 'rxjs'; console.log(Subject);`);
    expect(bytes).toBeGreaterThan(1000);
    expect(files.some(file => /node_modules\/rxjs\/.*\/Subject\.js$/.test(file))).toBe(true);
  });

  it('leaves out what is imported for its types or not used', async () => {
    const { files } = await bundle(
      `import { ShapeError, tensor, type Shape } from '@thalweg/tensor';
       export const shape: Shape = []; console.log(ShapeError);`,
    );
    expect(files).toContain('packages/tensor/src/shape-error.ts');
    expect(files).not.toContain('packages/tensor/src/tensor.ts');
  });
});
