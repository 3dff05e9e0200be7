import { refute } from '@thalweg/drawn';
import { readFileSync } from 'node:fs';
import { constant, hessian, hvp, jvp, parameter, perExample, reshape, type Node, type Runner } from '@thalweg/graph';
import { tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { derivativeModels, type Parameters } from './derivative-models.ts';

type Nested = number | readonly Nested[];
type Named = Readonly<Record<string, Nested>>;

interface Row {
  readonly model: keyof typeof derivativeModels;
  readonly parameters: Named;
  readonly x: Nested;
  readonly y: Nested;
  readonly losses: Nested;
  readonly perExample: Named;
  readonly directions: Named;
  readonly hvp: Named;
  readonly jvp: Nested;
  readonly hessian: { readonly of: string; readonly values: Nested };
  readonly mixed: { readonly of: readonly [string, string]; readonly values: Nested };
}

const file = new URL('../../reference/derivatives.json', import.meta.url);
const rows = (JSON.parse(readFileSync(file, 'utf8')) as Row[]).map(
  (row, n) => [`${row.model}, row ${n}`, row] as const,
);

function shapeOf(value: Nested): Sizes {
  return typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0]!)];
}

function tensorOf(value: Nested, dtype: DType): Tensor {
  return tensor(([value] as unknown[]).flat(Infinity) as number[], { shape: shapeOf(value), dtype });
}

function mapped<V>(values: Named, of: (value: Nested, name: string) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value, name)]));
}

/** The nodes of a row, each with what PyTorch computes for it. */
function derivativesOf(row: Row, dtype: DType): (readonly [what: string, node: Node, wanted: Nested])[] {
  const value = (given: Nested, own = dtype): Node => constant(tensorOf(given, own)) as Node;
  const p: Parameters = mapped(row.parameters, (own, name) => parameter(tensorOf(own, dtype), { name }) as Node);
  const [ofRows, ofLabels] = row.model === 'words' ? (['int32', dtype] as const) : ([dtype, row.model === 'normalized' ? dtype : 'int32'] as const); // prettier-ignore
  const [x, y] = [value(row.x, ofRows), value(row.y, ofLabels)];
  const model = derivativeModels[row.model];
  const loss = model(p, x, y);
  const directions = mapped(row.directions, own => value(own));
  const each = perExample(one => model(p, one.x, one.y) as Node<readonly []>, { x, y }, { axis: 0 });
  const products = hvp(loss, p, directions);
  const [a, b] = row.mixed.of;
  return [
    ['losses', each.losses, row.losses],
    ...Object.keys(p).map(name => [`each ∂${name}`, each.of(p[name]!), row.perExample[name]!] as const),
    ...Object.keys(p).map(name => [`hvp ${name}`, products[name]!, row.hvp[name]!] as const),
    ['jvp', jvp(each.losses, p, directions), row.jvp],
    ['hessian', hessian(loss, p[row.hessian.of] as never), row.hessian.values],
    ['mixed', hessian(loss, p[a] as never, p[b] as never), row.mixed.values],
  ];
}

/** Returns the largest difference, as a share of the number, or of 1 if that is more. */
function away(row: Row, dtype: DType, runner?: Runner): number {
  const all = derivativesOf(row, dtype);
  const found = passOnce({ outputs: all.map(([, node]) => reshape(node, node.shape)), ...(runner && { runner }) });
  return all.reduce((most, [what, , values], n) => {
    const wanted = tensorOf(values, 'float64');
    expect(found[n]!.shape, what).toEqual(wanted.shape);
    return Array.from(wanted.data, Number).reduce(
      (own, number, i) => Math.max(own, Math.abs(Number(found[n]!.data[i]) - number) / Math.max(1, Math.abs(number))),
      most,
    );
  }, 0);
} // prettier-ignore

describe('perExample, hvp, jvp and hessian have the values of PyTorch', () => {
  it.each(rows)('interpreted: %s', (_, row) => expect(away(row, 'float64')).toBeLessThanOrEqual(1e-9));

  it.each(rows)('compiled: %s', (_, row) => {
    const units: ExplainedUnit[] = [];
    const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
    expect(away(row, 'float32', watched.runner)).toBeLessThanOrEqual(1e-4);
    expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
  });

  it('control: another number is found out', () => {
    const [, row] = rows[0]!;
    const [first, ...others] = row.losses as readonly number[];
    refute(() => expect(away({ ...row, losses: [first! + 1e-8, ...others] }, 'float64')).toBeLessThanOrEqual(1e-9));
  });
});
