import {
  add,
  exp,
  feedOf,
  input,
  matmul,
  mean,
  mul,
  openFrame,
  parameter,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import * as core from './core.ts';
import { explain } from './explain.ts';
import { ALL_FAMILIES } from './families/families.ts';
import { familyOf } from './families/family.ts';
import { wasm } from './wasm.ts';

const { exponentials, products, reductions } = core;

const x = input('x', ['batch', 3]);
const w = parameter([[1], [-2], [0.5]]);
const loss = mean(exp(matmul(x, w)));
const values = { x: [[0.1, 0.2, 0.3], [1, 2, 3]] }; // prettier-ignore

/** The result of a pass, or what it fails with. */
function passed(node: Node, runner: Runner): unknown {
  const frame = openFrame({ outputs: [node], runner });
  let found: unknown;
  frame.run([feedOf(x, values.x)], outcome => {
    if ('error' in outcome) throw outcome.error;
    found = outcome.outputs[0]!.data;
  });
  frame.close();
  return found;
}

describe('wasm of @thalweg/wasm/core', () => {
  it('has the bits of the runner with all loops, by the families that explain lists', () => {
    const { loops } = explain([loss], values);
    expect(loops).toEqual(['exponentials', 'products', 'reductions']);
    const named = loops.map(name => core[name]);
    expect(passed(loss, core.wasm({ loops: named }))).toEqual(passed(loss, wasm()));
  });

  it.each([
    ['contraction', 'products', [reductions, exponentials]],
    ['exp', 'exponentials', [products, reductions]],
    ['count', 'reductions', [exponentials, products]],
  ] as const)('names the family that %s needs, and its import', (member, family, loops) => {
    const given = loops.map(({ name }) => name).join(', ');
    expect(() => passed(loss, core.wasm({ loops }))).toThrow(
      `wasm: loops must have the family ${family} for ${member}, got ${given}. Add it: import { ${family} } from '@thalweg/wasm/core'.`,
    );
  });

  it('computes formulas of basic arithmetic without any family', () => {
    const formula = add(mul(x, 2), 1);
    expect(explain([formula], values).loops).toEqual([]);
    expect(passed(formula, core.wasm({ loops: [] }))).toEqual(passed(formula, wasm()));
  });

  it('knows the family of each loop and instruction that has one', () => {
    const { wasm: _, ...families } = core;
    for (const [name, family] of Object.entries(families)) {
      expect(family.name).toBe(name);
      for (const member of Object.keys({ ...family.loops, ...family.instructions }))
        expect(familyOf(member)).toBe(name);
    }
    expect(Object.keys(families).sort()).toEqual(ALL_FAMILIES.map(({ name }) => name));
  });

  it('refuses what is no family', () => {
    const refusal = /^wasm: loops must list families of loops, got .*\. Import them beside wasm/;
    expect(() => core.wasm({} as never)).toThrow(refusal);
    expect(() => core.wasm({ loops: ['products'] } as never)).toThrow(refusal);
    expect(() => core.wasm({ loops: products } as never)).toThrow(refusal);
    expect(() => core.wasm({ loops: [], onPlan: () => {} } as never)).toThrow('onPlan');
  });
});
