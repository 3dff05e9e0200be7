import { landingRows } from '@thalweg/drawn';
import { allOperations, gradient, input, sum, type Node } from '@thalweg/graph';
import { describeGraph } from '@thalweg/graph/portable';
import { ContractError, isFloat, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';

const rows = Object.values<readonly OperationRow[]>(tables).flat();
const titled = rows.map((row, n) => [`${row.name} ${row.variant ?? ''}, row ${n}`, row] as const);

const DEPTH = 60;

/** Names of axes, of which the last ones are short. */
const NAMES = ['batch', 'time', 'width', 'height', 'depth', 'n'];

/** The sizes of an input: fixed as in its row, with a name for the first axis, or names alone. */
const FORMS = {
  fixed: (shape: Shape) => shape,
  'one name': ([first, ...rest]: Shape) => (first === undefined ? [] : ['batch', ...rest]),
  names: (shape: Shape) => shape.map((_, axis) => NAMES[axis]!),
} satisfies Record<string, (shape: Shape) => Shape>;

/** The nodes of `v = op(v, …, v)`, again and again from an input, until one is refused; or with `v` in one place only. */
function nested(row: OperationRow, form: (shape: Shape) => Shape, place: number, everywhere: boolean): Node[] {
  const inputs = row.cases[0]!.map(({ shape, dtype }, n) => input(`x${n}`, form(shape), dtype === 'real' ? 'float32' : dtype) as Node); // prettier-ignore
  const found = [inputs[place]!];
  for (let depth = 0; depth < DEPTH; depth++) {
    const v = found.at(-1)!;
    try {
      const next = row.apply(...inputs.map((other, n) => (everywhere || n === place ? v : other))) as Node | undefined;
      // Rows take one of the parts of what some operations return.
      if (next === undefined) break;
      found.push(next);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      expect(error.message.length).toBeLessThan(600);
      break;
    }
  }
  return found;
}

/** All nodes that some depend on, and themselves. */
function below(...roots: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(roots);
  for (const node of found) for (const one of node.inputs) found.add(one);
  return found;
}

/** Checks that what belongs to nodes is bounded, and returns how many they are. */
function expectBounded(nodes: ReadonlySet<Node>): number {
  for (const { shape, name } of nodes) {
    if (shape.length > 64 || name.length > 40) expect.fail(`${name} has ${shape.length} axes`);
    for (const size of shape) if (String(size).length > 100) expect.fail(`${name} has a size of ${String(size).length} letters`); // prettier-ignore
  }
  return nodes.size;
}

const withoutElements = (_: string, value: unknown): unknown => (ArrayBuffer.isView(value) ? value.byteLength : value);

describe(`of ${DEPTH} operations within each other, the last is no larger than the first:`, () => {
  it.each(landingRows('nested operations', titled, ([, { name }]) => name))('%s', (_, row) => {
    for (const form of Object.values(FORMS))
      for (const place of row.cases[0]!.keys())
        for (const everywhere of row.cases[0]!.length > 1 ? [true, false] : [true]) {
          const found = nested(row, form, place, everywhere);
          const last = found.at(-1)!;
          expect(expectBounded(below(last))).toBeLessThan(50 * DEPTH);
          if (place > 0 || !everywhere) continue;
          const text = JSON.stringify(describeGraph({ last }, allOperations).description, withoutElements);
          expect(text.length).toBeLessThan(50 * 300 * DEPTH);
          // A reshape from a name to a number has no gradient back to the name.
          const isReshaped = row.name === 'reshape' && form !== FORMS.fixed;
          if (row.gradient !== 'passes' || !isFloat(last.dtype) || isReshaped) continue;
          const slope = gradient(sum(last) as never, found[0]!);
          expect(expectBounded(below(slope))).toBeLessThan(400 * DEPTH);
        }
  });
});
