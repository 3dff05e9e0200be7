import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { publicNames } from './package-exports.ts';
import { root } from './root.ts';

/** Activations and pools are operations in graph, `relu(node)`, and layers in nn, `relu()`; the documentation of each says so. */
const layers =
  'averagePool elu gelu globalAveragePool leakyRelu maxPool relu sigmoid silu softmax softplus tanh upsample'.split(
    ' ',
  );

/** NumPy and RxJS both call it so: in graph it joins tensors, in data sources. */
const joins = { name: 'concat', packages: ['data', 'graph'] };

/** The packages that export a name, by name. */
function packagesByName(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of readdirSync(`${root}packages`))
    for (const exported of publicNames(`packages/${name}`)) found.set(exported, [...(found.get(exported) ?? []), name]);
  return found;
}

it('a public name means one thing: two packages do not export the same name', () => {
  const names = packagesByName();
  expect(names.size).toBeGreaterThan(500);
  const shared = [...names]
    .filter(([, packages]) => packages.length > 1)
    .map(([name, packages]) => ({ name, packages }));
  const others = shared.filter(({ name }) => !layers.includes(name));
  expect(others).toEqual([joins]);
  expect(shared.every(({ packages }) => packages.join() === 'graph,nn' || packages === others[0]!.packages)).toBe(true);
});
