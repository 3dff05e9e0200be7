import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

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

/** Returns what an app takes that uses some names of a package too, beside one that does not, and all its files. */
async function added(name: string, names: readonly string[]): Promise<{ bytes: number; files: readonly string[] }> {
  const code = `import { ${names.join()} } from '@thalweg/${name}';\n${training}console.log(${names.join()});`;
  const [without, used] = [await bundle(training, { external }), await bundle(code, { external })];
  return { bytes: used.bytes - without.bytes, files: used.files };
}

describe.each(Object.entries(bridges))('%s', (name, names) => {
  it(`adds at most ${MOST} bytes to an app that trains`, async () => {
    const { bytes, files } = await added(name, names);
    expect(bytes).toBeGreaterThan(200);
    expect(bytes).toBeLessThanOrEqual(MOST);
    expect(files.filter(file => file.startsWith(`packages/${name}/`)).length).toBe(names.length);
  });

  it('brings no control of trainings to an app that shows nodes', async () => {
    const [first] = names as [string];
    const { files } = await added(name, [first]);
    expect(files.filter(file => /training-(control|value|signal)|use-training/.test(file))).toEqual([]);
  });
});

it('an app without a bridge has no part of one', async () => {
  const { files } = await bundle(training, { external });
  expect(files.filter(file => /packages\/(react|vue|svelte|angular|train\/src\/show)\//.test(file))).toEqual([]);
});
