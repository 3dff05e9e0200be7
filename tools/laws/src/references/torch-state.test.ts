import { readFileSync } from 'node:fs';
import { constant, parametersOf, read, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import type { RecurrentLayer, TorchLayer } from '@thalweg/nn';
import { tensor, type Nested } from '@thalweg/tensor';
import { expect, it } from 'vitest';

/** A layer of PyTorch with its state dict, and what it returns; see `tools/laws/reference/recurrent.py`. */
interface Row {
  readonly layer: 'rnn' | 'gru' | 'lstm';
  readonly units: number;
  readonly options: object;
  readonly state: Readonly<Record<string, Nested>>;
  readonly x: Nested;
  readonly output: number[][][];
  /** The last values of `h`, and of `c`, of all cells. */
  readonly last: number[][][][];
}

type Layer = RecurrentLayer<Readonly<Record<string, Node>>> & TorchLayer;

const file = new URL('../../reference/torch-states.json', import.meta.url);
const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly Row[];

const build = ({ layer, units, options }: Row): Layer =>
  (nn[layer] as unknown as (units: number, options: object) => Layer)(units, options);

/** The largest difference between nested numbers of one form. */
function apart(a: unknown, b: unknown): number {
  if (!Array.isArray(a)) return Math.abs((a as number) - (b as number));
  expect(a.length).toBe((b as unknown[]).length);
  return a.reduce<number>((most, one, i) => Math.max(most, apart(one, (b as unknown[])[i])), 0);
}

it.each(rows.map(row => [row.layer, JSON.stringify(row.options), row] as const))(
  '%s %s with the state dict of PyTorch’s layer has its outputs and last carries',
  (_layer, _options, row) => {
    const layer = build(row);
    const { output, carries } = layer.withCarry(constant(tensor(row.x, { dtype: 'float64' })) as Node);
    expect(apart(read(output as Node).toArray(), row.output)).toBeGreaterThan(1e-3);
    nn.setTorchState(layer, row.state);
    expect(apart(read(output as Node).toArray(), row.output)).toBeLessThan(1e-12);
    const found = ['h', 'c'].slice(0, row.last.length).map(part => carries.map(carry => read(carry[part]!).toArray()));
    expect(apart(found, row.last)).toBeLessThan(1e-12);
    const state = nn.torchState(layer);
    expect(Object.keys(state)).toEqual(Object.keys(row.state));
    for (const [name, value] of Object.entries(state)) expect(value.toArray()).toEqual(row.state[name]);
    expect(parametersOf(output as Node).length).toBe(Object.keys(state).length);
  },
);
