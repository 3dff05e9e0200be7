import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { namesOfEach } from './bundle.ts';
import { namesIn } from './names-behind.ts';

const index = readFileSync(new URL('../../../../packages/nn/src/index.ts', import.meta.url), 'utf8');

/** The functions that the index exports from files of layers. */
const layers = [...index.matchAll(/export \{([^}]*)\} from '\.\/(layers\/[^']+)'/g)].flatMap(([, names]) =>
  names!
    .split(',')
    .map(name => name.trim())
    .filter(name => /^[a-z]/.test(name) && !name.startsWith('type ')),
);

/** The loops and operations of convolutions and pools in graph. */
const windows = namesIn(
  'graph',
  /^(operations\/(conv|.*pool|upsample)|convolution\/|interpreter\/(windows|convolution|.*-windows))/,
);

let bundles: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const all = await namesOfEach(layers.map(name => `import { ${name} } from '@thalweg/nn'; console.log(${name});`));
  bundles = Object.fromEntries(layers.map((name, i) => [name, all[i]!]));
});

it.each(layers)('%s brings no other layer', name => {
  const names = bundles[name]!;
  expect(names).toContain(`nn:${name}`);
  expect(layers.filter(other => other !== name && names.includes(`nn:${other}`))).toEqual([]);
  if (!/conv|pool|upsample/i.test(name)) expect(names.filter(one => windows.has(one))).toEqual([]);
  expect(names.filter(one => /^(optim|data|train|wasm|inspect):/.test(one))).toEqual([]);
});

it('finds every layer', () => {
  expect(layers).toEqual(expect.arrayContaining(['conv2d', 'batchNorm', 'maxPool', 'dense', 'relu']));
  expect(layers.length).toBeGreaterThan(30);
});

it('control: a convolution brings windows', () => {
  expect(bundles['conv2d']!.filter(one => windows.has(one)).length).toBeGreaterThan(5);
});
