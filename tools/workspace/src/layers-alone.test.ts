import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

const index = readFileSync(new URL('../../../packages/nn/src/index.ts', import.meta.url), 'utf8');

/** The functions that the index exports from files of layers, with these files. */
const layers = [...index.matchAll(/export \{([^}]*)\} from '\.\/(layers\/[^']+)'/g)].flatMap(([, names, file]) =>
  names!
    .split(',')
    .map(name => name.trim())
    .filter(name => /^[a-z]/.test(name) && !name.startsWith('type '))
    .map(name => [name, `packages/nn/src/${file!}`] as const),
);

/** The loops and operations of convolutions and pools in graph. */
const WINDOWS =
  /packages\/graph\/src\/(operations\/(conv|.*pool|upsample)|convolution\/|interpreter\/(windows|convolution|.*-windows))/;

describe.each(layers)('%s', (name, own) => {
  it('brings no other layer', async () => {
    const { files } = await bundle(`import { ${name} } from '@thalweg/nn'; console.log(${name});`);
    expect(files).toContain(own);
    expect(files.filter(file => file.startsWith('packages/nn/src/layers/') && file !== own)).toEqual([]);
    if (!/conv|pool|upsample/i.test(name)) expect(files.filter(file => WINDOWS.test(file))).toEqual([]);
    expect(files.filter(file => /packages\/(optim|data|train|wasm|inspect)\//.test(file))).toEqual([]);
  });
});

it('finds every layer', () => {
  expect(layers.map(([name]) => name)).toEqual(
    expect.arrayContaining(['conv2d', 'batchNorm', 'maxPool', 'dense', 'relu']),
  );
  expect(layers.length).toBeGreaterThan(30);
});
