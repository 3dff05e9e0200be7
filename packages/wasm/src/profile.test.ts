import { add, exp, input, matmul, mean, mul, operation, parameter, square, sum, tanh, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { ExplainedPlan } from './planning/explained.ts';
import { numbers, passOf } from './testing/both-ways.ts';
import { profiler } from './profiler.ts';
import { wasm } from './wasm.ts';

const matrix = (rows: number, columns: number): number[][] => Array.from({ length: rows }, () => numbers(columns));

/** A product, formulas, a loop of one's own, and what depends on constants and sizes only. */
function model(): readonly Node[] {
  const x = input('x', ['batch', 40]);
  const own = operation({
    name: 'own',
    shape: ([of]) => of!,
    kernel: (output, [of]) => output.data.set(of!.data),
  });
  const hidden = tanh(matmul(x, parameter(matrix(40, 30) as never) as never)) as Node;
  const factor = exp(mul(parameter(1), 1)) as Node;
  return [sum(add(own(hidden), 1)) as Node, mul(hidden, factor) as Node];
}

const values = { x: matrix(8, 40) as never };

describe('profile', () => {
  it('measures each part, also the one that the interpreter computes', () => {
    const { units } = explain(model(), values, { profile: true });
    expect(units.map(({ by }) => by)).toContain('interpreter');
    for (const { microseconds, share, gigaflops, operations } of units) {
      expect(microseconds).toBeGreaterThan(0);
      expect(share).toBeGreaterThan(0);
      expect(gigaflops).toBeCloseTo(operations / 1000 / microseconds!, 10);
    }
    expect(units.reduce((total, { share }) => total + share!, 0)).toBeCloseTo(1, 10);
  });

  it('has the same parts, and the same text after the columns of time', () => {
    const [plain, measured] = [explain(model(), values), explain(model(), values, { profile: true })];
    const lines = String(measured).split('\n');
    const columns = /^ *[\d.]+ µs +[\d.]+ % +[\d.]+ GFLOP\/s {2}/;
    for (const line of lines.slice(0, -2)) expect(line).toMatch(columns);
    expect(lines.slice(0, -1).map(line => line.replace(columns, ''))).toEqual(String(plain).split('\n'));
    expect(lines.at(-1)).toMatch(/^medians of \d+ passes: [\d.]+ µs in all parts, [\d.]+ µs to pack what has changed$/);
    expect(Object.keys(plain.units[0]!)).not.toContain('microseconds');
  });

  it('says which parts no pass computes again', () => {
    const x = input('x', ['batch', 3]) as Node;
    const plan = explain([mean(square(x)) as Node], { x: matrix(5, 3) as never }, { profile: true });
    const once = plan.units.filter(({ microseconds }) => microseconds === undefined);
    expect(once.map(({ what }) => what)).toEqual(['count']);
    expect(once[0]!.share).toBeUndefined();
    expect(String(plan)).toMatch(/^not in each pass +vectors: count;/m);
  });

  it('computes what a runner computes that does not measure', () => {
    const [wanted, found] = [false, true].map(profile => {
      const outputs = model();
      const x = nodesBelow(outputs[0]!).find(({ name }) => name === 'x')!;
      const given = [[x, values.x]] as never;
      return passOf(outputs, given, wasm({ profile: profile ? profiler() : undefined })).map(({ data }) => [...data]);
    });
    expect(found).toEqual(wanted);
    expect(wanted![0]![0]).not.toBeNaN();
  });

  it('follows the passes', () => {
    const plans: ExplainedPlan[] = [];
    const onPlan = (plan: ExplainedPlan): void => {
      expect(plan.units.map(({ microseconds }) => microseconds)).toEqual([undefined]);
      expect(String(plan)).toMatch(/^not in each pass/);
      plans.push(plan);
    };
    const x = input('x', [4]) as Node;
    passOf([tanh(x) as Node], [[x, [1, 2, 3, 4]]] as never, wasm({ profile: profiler(), onPlan }));
    expect(plans).toHaveLength(1);
    expect(plans[0]!.units[0]!.microseconds).toBeGreaterThan(0);
    expect(String(plans[0])).toContain('medians of 1 passes');
  });

  it('is for plans with nothing to compute too', () => {
    const plan = explain([parameter([1, 2]) as Node], {}, { profile: true });
    expect(plan?.units ?? []).toEqual([]);
  });

  it('refuses another value than true or false', () => {
    expect(() => explain(model(), values, { profile: 3 as never })).toThrow('explain: profile must be a boolean');
    expect(() => wasm({ profile: true as never })).toThrow('wasm: profile must be a function, got true');
    expect(() => wasm({ profil: true } as never)).toThrow("Did you mean 'profile'?");
  });
});

/** All nodes that a root depends on. */
function nodesBelow(root: Node): Node[] {
  const found = new Set([root]);
  for (const { inputs } of found) for (const one of inputs) found.add(one);
  return [...found];
}
