import { describe, expect, it } from 'vitest';
import { bundle, type Bundle } from './bundle.ts';
import { namesIn } from './names-behind.ts';

/** The most bytes that a bridge may add to an app that trains, minified and gzipped. The framework and RxJS belong to the app. */
const MOST = 1000;

const external = ['rxjs', 'react', 'vue', 'svelte', 'svelte/*', '@angular/*'];

const training = `
  import { batch } from '@thalweg/data';
  import { input, read } from '@thalweg/graph';
  import { dense, meanSquaredError } from '@thalweg/nn';
  import { adam } from '@thalweg/optim';
  import { train } from '@thalweg/train';
  const loss = input('x', ['batch', 20]).pipe(dense(1), meanSquaredError(input('y', ['batch', 1])));
  console.log(read, batch(32), train(loss, adam()));
`;

const bridges = {
  react: ['useNode', 'useTraining'],
  vue: ['useNode', 'useTraining'],
  svelte: ['nodeStore', 'nodeValue', 'trainingValue'],
  angular: ['nodeSignal', 'trainingSignal'],
};

/** Returns what an app takes that uses some names of a package too, beside one that does not, and all that is defined then. */
async function added(name: string, exported: readonly string[]): Promise<Bundle> {
  const code = `import { ${exported.join()} } from '@thalweg/${name}';\n${training}console.log(${exported.join()});`;
  const [without, used] = [await bundle(training, { external }), await bundle(code, { external })];
  return { bytes: used.bytes - without.bytes, names: used.names };
}

describe.each(Object.entries(bridges))('%s', (name, exported) => {
  it(`adds at most ${MOST} bytes to an app that trains`, async () => {
    const { bytes, names } = await added(name, exported);
    expect(bytes).toBeGreaterThan(200);
    expect(bytes).toBeLessThanOrEqual(MOST);
    expect(names.filter(one => one.startsWith(`${name}:`))).toEqual(exported.map(one => `${name}:${one}`));
  });

  it('brings no control of trainings to an app that shows nodes', async () => {
    const [first] = exported as [string];
    const { names } = await added(name, [first]);
    expect(names.filter(one => /training(Control|Value|Signal)|useTraining/i.test(one))).toEqual([]);
  });
});

it('an app without a bridge has no part of one', async () => {
  const { names } = await bundle(training, { external });
  const shown = namesIn('train', /^show\//);
  expect(shown.size).toBeGreaterThan(3);
  expect(names.filter(one => /^(react|vue|svelte|angular):/.test(one) || shown.has(one))).toEqual([]);
});
