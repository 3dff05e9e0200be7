import { expect, it } from 'vitest';
import { publicNames } from './package-exports.ts';
import { scopedPackages } from './scoped-packages.ts';

/**
 * These are operations in graph, `relu(node)`, and layers in nn, `relu()`; the documentation of each says so. A layer that owns
 * weights is one too: `conv2d(node, weights)` and `conv2d(filters, size)`.
 */
const operationsAndLayers = [
  ...['celu', 'elu', 'gelu', 'glu', 'hardSigmoid', 'hardSwish', 'leakyRelu', 'logSigmoid', 'mish', 'prelu', 'relu'],
  ...['relu6', 'selu', 'sigmoid', 'silu', 'softmax', 'softplus', 'softsign', 'tanh'],
  ...['averagePool', 'globalAveragePool', 'maxPool', 'upsample', 'conv1d', 'conv2d', 'convTranspose2d', 'reshape'],
];

/** NumPy and RxJS both call it so: in graph and nn it joins tensors, in data sources. */
const joins = { name: 'concat', packages: ['data', 'graph', 'nn'] };

/**
 * Operators of a stream in online, operations in graph, and transforms of a column in features: `standardize('age')` and
 * `{ age: standardize() }`. A transformer refuses the others, and says which import to use.
 */
const transformsOfColumns = [
  ...['impute', 'minMax', 'standardize'].map(name => ({ name, packages: ['features', 'online'] })),
  { name: 'oneHot', packages: ['features', 'graph'] },
];

/** An operation in graph, and a transform of pixels in images: both mirror what they take. */
const mirrors = { name: 'flip', packages: ['graph', 'images'] };

/** A hook of React and a composable of Vue have the name that each framework expects: an app has one of them. */
const hooks = ['useNode', 'useTraining'].map(name => ({ name, packages: ['react', 'vue'] }));

/** The packages that export a name, by name: one may do so in several entries, such as `wasm` and `wasm/core`. */
function packagesByName(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of scopedPackages())
    for (const exported of new Set(publicNames(`packages/${name}`)))
      found.set(exported, [...(found.get(exported) ?? []), name]);
  return found;
}

it('a public name means one thing: two packages do not export the same name', () => {
  const names = packagesByName();
  expect(names.size).toBeGreaterThan(500);
  const shared = [...names]
    .filter(([, packages]) => packages.length > 1)
    .map(([name, packages]) => ({ name, packages }));
  expect(shared.filter(({ name }) => name === joins.name)).toEqual([joins]);
  expect(shared.filter(({ name }) => name === mirrors.name)).toEqual([mirrors]);
  const transforms = transformsOfColumns.map(({ name }) => name);
  expect(shared.filter(({ name }) => transforms.includes(name))).toEqual(expect.arrayContaining(transformsOfColumns));
  expect(shared.filter(({ name }) => hooks.some(hook => hook.name === name))).toEqual(hooks);
  const exceptions = [joins.name, mirrors.name, ...transforms, ...hooks.map(({ name }) => name)];
  const others = shared.filter(({ name }) => !exceptions.includes(name));
  expect(others.filter(({ name }) => !operationsAndLayers.includes(name))).toEqual([]);
  expect(others.filter(({ packages }) => packages.join() !== 'graph,nn')).toEqual([]);
  expect(operationsAndLayers.filter(name => !shared.some(one => one.name === name))).toEqual([]);
});
