import { key, type DType } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  argmax,
  cast,
  constant,
  elementwise,
  equal,
  exp,
  floor,
  gather,
  gradientCheck,
  input,
  less,
  log,
  matmul,
  max,
  mean,
  mul,
  norm,
  oneHot,
  parameter,
  pow,
  relu,
  reshape,
  scalar,
  sign,
  sin,
  sqrt,
  square,
  state,
  stopGradient,
  sub,
  sum,
  takeAlong,
  tanh,
  uniformLike,
  where,
  type Node,
  type Unary,
} from '../index.ts';
import { bytesIn } from '../testing/bytes.ts';
import type { Verdict } from './second-opinion.ts';

const scalarOf = (x: number, dtype: DType = 'float64'): Node => parameter(x, { name: 'x', dtype }) as Node;
const row = (...values: number[]): Node => parameter(values, { name: 'x', dtype: 'float64' }) as Node;
const verdicts = (loss: Node): Verdict[] => gradientCheck(loss).elements.map(({ verdict }) => verdict);

/** Forgets the 2 of 2x. */
const wrongSquare: Unary = elementwise('wrongSquare', {
  formula: x => scalar.mul(x, x),
  gradient: (upstream, [x]) => [mul(upstream, x!)],
});

describe('gradientCheck holds constant', () => {
  it.each<[name: string, held: string, loss: (x: Node) => Node, x: Node]>([
    ['what stopGradient hides', 'stopGradient', x => mul(x, stopGradient(x)), scalarOf(2)],
    ['floor, also at its jumps', 'floor', x => mul(x, floor(x)), scalarOf(3)],
    ['sign, also at 0', 'sign', x => mul(x, sign(x)), scalarOf(0)],
    ['a comparison, where it turns', 'less', x => where(less(x, 1), mul(3, x), mul(5, x)), scalarOf(1)],
    ['an equality', 'equal', x => where(equal(x, 1), mul(3, x), mul(5, x)), scalarOf(1)],
    [
      'positions of the largest',
      'stopGradient',
      x => sum(mul(x, stopGradient(oneHot(argmax(x), 3, { dtype: 'float64' })))),
      row(2, 2, 1),
    ],
    [
      'casts to whole numbers',
      'stopGradient',
      x => mul(x, stopGradient(cast(cast(x, 'int32'), 'float64'))),
      scalarOf(2),
    ],
    ['what a norm asks of nothing but zeros', 'equal', x => norm(x) as Node, row(0, 0)],
    ['a straight-through estimator', 'stopGradient', x => add(x, stopGradient(sub(floor(x), x))), scalarOf(0.5)],
  ])('%s', (_, held, loss, x) => {
    const report = gradientCheck(loss(x));
    expect(report.elements.map(({ verdict }) => verdict)).toEqual(report.elements.map(() => 'right'));
    expect(report.held).toEqual([held]);
    expect(String(report)).toContain(`✓ All ${report.elements.length} elements agree`);
    expect(String(report)).toContain(`Held constant: ${held}.`);
  });

  it('the places that are read by computed indices', () => {
    const x = row(1, 4, 2);
    const best = argmax(x) as Node;
    expect(verdicts(sum(takeAlong(square(x), reshape(best, [1]) as never)))).toEqual(['right', 'right', 'right']);
  });

  it('nothing that an operation forgets for one of its inputs', () => {
    const forgets = elementwise<(a: Node, b: Node) => Node>('forgets', {
      formula: (a, b) => scalar.mul(a!, b!),
      gradient: (upstream, [, b]) => [mul(upstream, b!), undefined],
    });
    const report = gradientCheck(forgets(scalarOf(2), scalarOf(3)));
    expect(report).toMatchObject({ passed: false, suspects: ['forgets'], held: [] });
  });
});

describe('gradientCheck calls no right gradient wrong', () => {
  it.each<[name: string, loss: (x: Node) => Node, x: Node]>([
    ['relu at 0', relu as never, scalarOf(0)],
    ['abs at 0', abs as never, scalarOf(0)],
    ['equal largest ones', x => max(x) as never, row(2, 2, 1)],
    ['kinks that cancel', x => sub(relu(x), relu(mul(-1, x))), scalarOf(0)],
    ['the root of 0', sqrt as never, scalarOf(0)],
    ['a power that ends at 0', x => pow(x, 1.5), scalarOf(0)],
    ['a loss that rounding hides', x => add(x, 1e12), scalarOf(1)],
    ['a loss that is not finite', x => exp(mul(1e4, x)), scalarOf(1)],
  ])('but %s unclear', (_, loss, x) => {
    const reports = (['central', 'forward'] as const).map(form => gradientCheck(loss(x), undefined, { form }));
    const all = reports.flatMap(({ elements }) => elements.map(({ verdict }) => verdict));
    expect(all).toContain('unclear');
    expect(all).not.toContain('wrong');
    expect(reports.every(({ passed }) => passed)).toBe(true);
    expect(reports.map(String).join('\n')).toMatch(/^\? \d of \d elements cannot be judged/m);
  });

  it.each<[name: string, loss: (x: Node) => Node, x: Node]>([
    ['many waves', x => sin(mul(3000, x)), scalarOf(0.7)],
    ['a logarithm near 0', log as never, scalarOf(1e-6)],
    ['a logarithm very near 0', log as never, scalarOf(1e-9)],
    ['a kink close by', x => abs(sub(x, 1e-6)), scalarOf(0)],
    ['a steep exponential', x => exp(mul(50, x)), scalarOf(0.3)],
    ['large numbers', square as never, scalarOf(1e6)],
  ])('and confirms it: %s', (_, loss, x) => {
    expect(verdicts(loss(x))).toEqual(['right']);
    const report = gradientCheck(loss(x), undefined, { form: 'forward' });
    expect(report.elements.map(({ verdict }) => verdict)).toEqual(['right']);
  });

  it('but shows a difference at a distance that is too large, and does not judge by it', () => {
    const report = gradientCheck(square(scalarOf(3)), undefined, { form: 'forward', h: 0.25 });
    expect(report.passed).toBe(true);
    expect(report.elements[0]).toMatchObject({ analytic: 6, numeric: 6.25, verdict: 'unclear' });
  });

  it.each<[name: string, loss: (x: Node) => Node, x: Node]>([
    ['beside a kink', x => add(sum(relu(x)), sum(wrongSquare(x))), row(0, 1)],
    ['under something held', x => sum(mul(wrongSquare(x), floor(x))), row(2, 3)],
    [
      'by a thousandth',
      x =>
        elementwise<Unary>('off', {
          formula: a => scalar.sin(a),
          gradient: (up, [a]) => [mul(up, mul(0.999, sin(add(a!, Math.PI / 2))))],
        })(sum(x)),
      row(0.4),
    ],
    [
      'where the derivative is not finite',
      x => elementwise<Unary>('root', { formula: a => scalar.sqrt(a), gradient: upstream => [upstream] })(sum(x)),
      row(0),
    ],
    ['not a number', x => sum(mul(x, sqrt(sub(stopGradient(x), 1)))), row(0)],
  ])('and finds a wrong one %s', (_, loss, x) => {
    expect(gradientCheck(loss(x)).passed).toBe(false);
  });
});

describe('gradientCheck of float32', () => {
  const x = input('x', ['batch', 3]);
  x.set([[0.5, -1, 2], [1, 0.25, -0.75]]); // prettier-ignore
  const w = parameter([[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]], { name: 'w' }); // prettier-ignore
  const shift = state([0.25, -0.5]);
  const counter = state(3, { dtype: 'int32' });
  const hidden = tanh(add(matmul(x, w), shift)) as Node;

  it('differs from a float64 copy of the circuit by no rounding of float32', () => {
    const report = gradientCheck(mean(square(hidden)) as Node, undefined, { tolerance: 1e-9 });
    expect(report.elements).toHaveLength(6);
    expect(report.elements.map(({ verdict, error }) => [verdict, error < 1e-9])).toEqual(
      new Array(6).fill(['right', true]),
    );
    expect(gradientCheck(mean(square(hidden)) as Node, [x as never], { tolerance: 1e-9 }).passed).toBe(true);
  });

  it('takes casts, random masks and states along', () => {
    const mask = less(uniformLike(hidden, key(1), counter as never), 0.5);
    const dropped = where(mask, hidden, 0) as Node;
    const loss = sum(cast(square(cast(dropped, 'float64')), 'float32')) as Node;
    const report = gradientCheck(loss, undefined, { tolerance: 1e-9 });
    expect(report.passed).toBe(true);
    expect(report.worst!.error).toBeLessThan(1e-9);
  });

  it('names a wrong operation', () => {
    expect(gradientCheck(sum(wrongSquare(hidden)) as Node)).toMatchObject({ passed: false, suspects: ['wrongSquare'] });
  });

  it('looks at the rows of a table that a gradient touches', () => {
    const table = parameter(new Float32Array(5000).fill(0.5), { name: 'table' }) as Node;
    const rows = gather(table, constant([77, 4321, 77], { dtype: 'int32' })) as Node;
    const right = gradientCheck(sum(square(rows)) as Node, undefined, { maxElements: 10 });
    expect(right.passed).toBe(true);
    const touched = right.elements.filter(({ analytic }) => analytic !== 0);
    expect(touched.map(({ index }) => index)).toEqual([[77], [4321]]);
    expect(right.elements.length).toBeGreaterThanOrEqual(9);
    expect(gradientCheck(sum(wrongSquare(rows)) as Node)).toMatchObject({ passed: false, suspects: ['wrongSquare'] });
  });

  it('moves nothing', () => {
    const seen: unknown[] = [];
    const subscription = hidden.subscribe(value => seen.push(value));
    const before = bytesIn([w, shift]);
    gradientCheck(mean(square(hidden)) as Node);
    expect(bytesIn([w, shift])).toEqual(before);
    expect(seen).toHaveLength(1);
    subscription.unsubscribe();
  });
});
