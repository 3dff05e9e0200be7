import { describe, expect, it } from 'vitest';
import { bundle, bundlers } from './bundle.ts';
import { bundleCeilings, type BundleCeiling } from './bundle-ceilings.ts';
import { namesBehind, namesIn } from './names-behind.ts';

/** The names that a bundle may not define. */
function refusedIn(names: readonly string[], { forbidden, only = {}, never = {} }: BundleCeiling): string[] {
  const needed = new Set(Object.entries(only).flatMap(([name, exported]) => exported.flatMap(namesBehind(name))));
  const isExtra = (name: string): boolean => name.split(':')[0]! in only && !needed.has(name);
  const elsewhere = new Set(Object.entries(never).flatMap(([name, files]) => [...namesIn(name, files)]));
  return names.filter(name => isExtra(name) || elsewhere.has(name) || forbidden.some(pattern => pattern.test(name)));
}

/** Returns a function that calls another one when it is first called, and gives the same ever after. */
function once<T>(make: () => T): () => T {
  const made: T[] = [];
  return () => (made[0] ??= make());
}

describe.each(bundlers)('with %s', bundler => {
  describe.each(bundleCeilings)('$name', row => {
    const { code, ceiling, reached = ceiling, later: external = [] } = row;
    const bundled = once(() => bundle(code, { external, bundler }));

    it('brings nothing it does not use', async () => {
      const { names } = await bundled();
      expect(refusedIn(names, row)).toEqual([]);
    });

    // A ceiling that is not reached yet is kept: the test fails when it is, and asks for `reached` to go.
    const wanted = reached === ceiling ? it : it.fails;
    wanted(`takes at most ${ceiling} bytes`, async () => {
      expect((await bundled()).bytes).toBeLessThanOrEqual(ceiling);
    });

    it(`takes no more than the ${reached} bytes it took before`, async () => {
      expect((await bundled()).bytes).toBeLessThanOrEqual(reached);
    });
  });

  it('another optimizer than Adam is one too many', async () => {
    const row = bundleCeilings.find(({ name }) => name === 'Adam alone')!;
    const { names } = await bundle(`import { adam, sgd } from '@thalweg/optim'; console.log(adam, sgd);`, { bundler });
    expect(refusedIn(names, row)).toEqual(['optim:scaleByLearningRate', 'optim:sgd']);
    // Whatever the exports lead to.
    expect(refusedIn(names, { ...row, only: { optim: ['adam', 'sgd'] } })).toEqual(['optim:sgd']);
  });

  it('another layer than dense is one too many', async () => {
    const row = bundleCeilings.find(({ name }) => name.startsWith('dense layers'))!;
    const { names } = await bundle(`import { dense, flatten } from '@thalweg/nn'; console.log(dense, flatten);`, {
      bundler,
    });
    expect(refusedIn(names, row)).toContain('nn:flatten');
    expect(refusedIn(names, { ...row, only: {} })).toContain('nn:flatten');
  });

  it('counts what is imported, and names it', async () => {
    const { bytes, names } = await bundle(`import { Subject } from 'rxjs'; console.log(Subject);`, { bundler });
    expect(bytes).toBeGreaterThan(1000);
    expect(names).toEqual(['rxjs']);
  });

  it('leaves out what is imported for its types or not used', async () => {
    const { names } = await bundle(
      `import { ShapeError, tensor, type Shape } from '@thalweg/tensor';
       export const shape: Shape = []; console.log(ShapeError);`,
      { bundler },
    );
    expect(names).toContain('tensor:ShapeError');
    expect(names).not.toContain('tensor:Tensor');
  });
});
