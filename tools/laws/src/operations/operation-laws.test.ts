import { refute } from '@thalweg/drawn';
import {
  add,
  elementwise,
  mul,
  operation,
  scalar,
  square,
  sub,
  type Binary,
  type Elements,
  type Node,
  type Unary,
} from '@thalweg/graph';
import { sameShape } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { fusesExactly, leavesItsInputsAlone, repeatsItsBits } from './laws/bits.ts';
import { broadcasts, passesNaNOn, takesAnySize } from './laws/elementwise.ts';
import { hasRightGradient, hasRightSecondGradient, hasZeroGradient, refusesGradient } from './laws/gradients.ts';
import { keepsToNotFinite } from './laws/not-finite.ts';
import { agreesInFloat32, computesItsFormula, keepsItsShapeRule, refusesMisfits } from './laws/values.ts';
import type { OperationRow } from './laws/operation-row.ts';
import { drawn, map, plain } from './laws/plain.ts';
import { hasReferences, triesSizes0And1 } from './table.ts';

const x = [drawn([2, 3], 1)];

/** The square, or a double of it that differs in some way. */
const row = (parts: Partial<OperationRow> = {}): OperationRow => ({
  name: 'square',
  apply: x => square(x!),
  naive: map(x => x! * x!),
  cases: [x],
  gradient: 'passes',
  elementwise: true,
  ...parts,
});

/** The same of a product. */
const product = (parts: Partial<OperationRow> = {}): OperationRow =>
  row({ apply: (a, b) => mul(a!, b!), naive: map((a, b) => a! * b!), cases: [[...x, drawn([2, 3], 2)]], ...parts });

/** An operation by a loop over one input. */
const looped = (name: string, kernel: (y: Elements, x: Elements) => void): ((...inputs: Node[]) => Node) =>
  operation({ name, shape: ([x]) => x!, kernel: (y, [x]) => kernel(y, x!) });

describe('the laws of operations hold for a square and a product, and fail on a double with', () => {
  it('a shape or dtype that its rule does not say', () => {
    keepsItsShapeRule(row(), x);
    refute(() => keepsItsShapeRule(row({ naive: x => ({ ...x!, shape: [3, 2] }) }), x));
    refute(() => keepsItsShapeRule(row({ naive: map(x => x! * x!, 'int32') }), x));
    refute(() => keepsItsShapeRule(row({ naive: map(x => x! * x!, 'float64') }), x));
  });

  it('no objection to shapes that do not fit', () => {
    const misfits = [[drawn([2], 1), drawn([3], 1)]];
    refusesMisfits(product(), misfits);
    refute(() => refusesMisfits(product({ apply: a => square(a!) }), misfits));
  });

  it('a wrong value', () => {
    computesItsFormula(row(), x);
    refute(() => computesItsFormula(row({ naive: map(x => x! * x! + 1e-9) }), x));
    refute(() => computesItsFormula(row({ naive: x => ({ ...x!, shape: [3, 2] }) }), x));
  });

  it('float32 that loses too much', () => {
    agreesInFloat32(row(), x);
    refute(() => agreesInFloat32(row({ apply: x => sub(add(x!, 1000), 1000) }), x));
  });

  it('operands that do not broadcast, or whose gradients are not summed back', () => {
    broadcasts(product());
    refute(() => broadcasts(product({ naive: map((a, b) => a! * b! + a!) })));
    const shared = (slope: Node, x: Node): Node => (sameShape(slope.shape, x.shape) ? slope : mul(slope, 0.5));
    const halved: Binary = elementwise('halved', {
      formula: (a, b) => scalar.mul(a, b),
      gradient: (dy, [a, b]) => [shared(mul(dy, b!), a!), shared(mul(dy, a!), b!)],
    });
    const double = product({ apply: (a, b) => halved(a!, b!) });
    hasRightGradient(double, double.cases[0]!);
    refute(() => broadcasts(double));
  });

  it('a size that it does not take', () => {
    takesAnySize(row());
    const odd = looped('odd', (y, x) => x.data.forEach((value, i) => (y.data[i] = value * Math.min(x.data.length, 2))));
    refute(() => takesAnySize(row({ apply: odd, naive: map(x => 2 * x!), gradient: 'refused' })));
  });

  it('a NaN that is lost, or an ∞ that is not what the formula or the row says', () => {
    keepsToNotFinite(row());
    passesNaNOn(row());
    const deaf = looped('deaf', (y, x) => x.data.forEach((value, i) => (y.data[i] = Number.isNaN(value) ? 0 : value)));
    refute(() => passesNaNOn(row({ apply: deaf })));
    refute(() => keepsToNotFinite(row({ apply: deaf, naive: map(x => x!) })));
    const formula = { apply: deaf, naive: map(x => (Number.isNaN(x) ? 0 : x!)) };
    refute(() => keepsToNotFinite(row(formula)));
    keepsToNotFinite(row({ ...formula, notFinite: 'formula' }));
    const capped = map(x => Math.min(x! * x!, 1e300));
    refute(() => keepsToNotFinite(row({ naive: capped, elementwise: false })));
    const said = (output: number): OperationRow =>
      row({ notFinite: [{ inputs: [plain([], () => -Infinity)], output: plain([], () => output) }] });
    keepsToNotFinite(said(Infinity));
    refute(() => keepsToNotFinite(said(NaN)));
    refute(() => keepsToNotFinite(row({ notFinite: [] })));
  });

  it('a wrong gradient, first or second', () => {
    const first: Unary = elementwise('first', { formula: x => scalar.mul(x, x), gradient: (dy, [x]) => [mul(dy, x!)] });
    const slope: Unary = elementwise('slope', { formula: x => scalar.add(x, x), gradient: dy => [dy] });
    const second: Unary = elementwise('second', {
      formula: x => scalar.mul(x, x),
      gradient: (dy, [x]) => [mul(dy, slope(x!))],
    });
    hasRightSecondGradient(row(), x);
    refute(() => hasRightGradient(row({ apply: x => first(x!) }), x));
    hasRightGradient(row({ apply: x => second(x!) }), x);
    refute(() => hasRightSecondGradient(row({ apply: x => second(x!) }), x));
  });

  it('a gradient where there should be none', () => {
    refute(() => hasZeroGradient(row(), x));
    refute(() => refusesGradient(row(), x));
  });

  it('bits that depend on the frame, on the pass, or on what was there before', () => {
    fusesExactly(row(), x);
    repeatsItsBits(row(), x);
    let runs = 0;
    const restless = looped('restless', y => y.data.fill(runs++));
    refute(() => fusesExactly(row({ apply: restless }), x));
    refute(() => repeatsItsBits(row({ apply: restless }), x));
    const lazy = looped('lazy', (y, x) => x.data.forEach((value, i) => (y.data[i]! += value)));
    refute(() => repeatsItsBits(row({ apply: lazy }), x));
  });

  it('inputs that it writes to', () => {
    leavesItsInputsAlone(row(), x);
    const greedy = looped('greedy', (y, x) => y.data.set(x.data.fill(0)));
    refute(() => leavesItsInputsAlone(row({ apply: greedy, gradient: 'refused' }), x));
    const back = operation({
      name: 'greedy back',
      shape: ([x]) => x!,
      kernel: (y, [x]) => y.data.set(x!.data.map(value => value * value)),
      gradient: (upstream, [x]) => [mul(upstream, greedy(x!))],
    });
    refute(() => leavesItsInputsAlone(row({ apply: back }), x));
  });
});

describe('a table is refused', () => {
  const wide = row({ elementwise: false });

  it('if nothing of size 0 or 1 is tried', () => {
    const [none, one] = [[drawn([0], 1)], [drawn([2, 1], 1)]];
    triesSizes0And1([row(), row({ ...wide, name: 'other', cases: [none] }), row({ ...wide, name: 'other', cases: [one] })]);
    for (const cases of [[none], [one], [x]]) refute(() => triesSizes0And1([row({ ...wide, cases })]));
  }); // prettier-ignore

  it('if reference numbers are missing without a reason, or there with one, or of nothing', () => {
    const none = new Set<string>();
    hasReferences([row()], new Set(['square']));
    hasReferences([row({ noReference: 'none' }), row({ name: 'sign', gradient: 'zero' })], none);
    refute(() => hasReferences([row()], none));
    refute(() => hasReferences([row({ noReference: 'none' })], new Set(['square'])));
    refute(() => hasReferences([row()], new Set(['square', 'cube'])));
  });
});
