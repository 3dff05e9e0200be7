import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { publicNames } from './package-exports.ts';
import { root } from './root.ts';

/** The activations are operations in graph, `relu(node)`, and layers in nn, `relu()`; the documentation of each says so. */
const activations = 'elu gelu leakyRelu relu sigmoid silu softmax softplus tanh'.split(' ');

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
  expect(shared.filter(({ name }) => !activations.includes(name))).toEqual([]);
  expect(shared.every(({ packages }) => packages.join() === 'graph,nn')).toBe(true);
});
