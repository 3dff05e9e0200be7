import { constant, gradient, parameter, parametersOf, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '@thalweg/nn';
import { factorizationMachine, logisticRegression, softmaxRegression } from '@thalweg/online';
import { tensor, type DType, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { counted } from './counted.ts';
import { passOnce } from './runs.ts';

/** Of both runners, the elements of some nodes; the compiler may leave none of the pass to the interpreter. */
function valuesOf(...nodes: Node[]): number[][][] {
  const watched = counted();
  const found = [passOnce({ outputs: nodes }), passOnce({ outputs: nodes, runner: watched.runner })];
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  return found.map(values => values.map(({ data }) => [...data]));
}

const of = (data: readonly number[], shape: Sizes, dtype: DType): Node =>
  parameter(tensor([...data], { shape, dtype })) as Node;

const labels = (...data: readonly number[]): Node => constant(tensor(data, { dtype: 'int32' })) as Node;

describe.each([['float32', 5e-7], ['float64', 1e-14]] as const)('in %s, interpreted and compiled,', (dtype, bound) => {
  const expectClose = (found: readonly number[], wanted: readonly number[]): void => {
    expect(found.length).toBe(wanted.length);
    wanted.forEach((value, i) => {
      if (Number.isFinite(value)) expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(bound * Math.max(Math.abs(value), Number.MIN_VALUE));
      else expect(found[i]).toBe(value);
    });
  };

  describe('softmaxCrossEntropy', () => {
    const loss = (logits: Node, ...classes: number[]): Node =>
      softmaxCrossEntropy(labels(...classes) as Node<readonly [number]>)(logits as never) as Node;

    it('leaves out classes that are masked by −∞', () => {
      const logits = of([-Infinity, 2, 3], [1, 3], dtype);
      const node = loss(logits, 1);
      for (const [value, slopes] of valuesOf(node, gradient(node as Node<readonly []>, logits))) {
        expectClose(value!, [Math.log1p(Math.E)]); // 1.31326
        expectClose(slopes!, [0, 1 / (1 + Math.E) - 1, 1 - 1 / (1 + Math.E)]);
      }
    });

    it('leaves them out of each row by itself', () => {
      const logits = of([-Infinity, 2, 3, 1, 1, -Infinity, 0, -Infinity, -Infinity, 1, 2, 3], [4, 3], dtype);
      const node = loss(logits, 2, 0, 0, 1);
      const last = [1, 2, 3].map(value => Math.exp(value) / (Math.E + Math.exp(2) + Math.exp(3)));
      for (const [value, slopes] of valuesOf(node, gradient(node as Node<readonly []>, logits))) {
        expectClose(value!, [(Math.log1p(1 / Math.E) + Math.LN2 + 0 - Math.log(last[1]!)) / 4]);
        const rows = [[0, 1 / (1 + Math.E), -1 / (1 + Math.E)], [-0.5, 0.5, 0], [0, 0, 0], [last[0]!, last[1]! - 1, last[2]!]];
        rows.flat().forEach((wanted, i) => expect(slopes![i]).toBeCloseTo(wanted / 4, dtype === 'float32' ? 7 : 14));
      }
    });

    it('is infinite where the label itself is masked', () => {
      for (const [value] of valuesOf(loss(of([-Infinity, 2, 3], [1, 3], dtype), 0))) expect(value).toEqual([Infinity]);
    });
  });

  it('softmaxRegression leaves out classes whose biases mask them by −∞', () => {
    const { loss } = softmaxRegression(of([1], [1], dtype) as never, constant(1, { dtype: 'int32' }), { classes: 3 });
    const bias = parametersOf(loss as Node).find(({ shape }) => shape.length === 1 && shape[0] === 3)!;
    bias.set(tensor([-Infinity, 2, 3], { dtype }));
    for (const [value] of valuesOf(loss as Node)) expectClose(value!, [Math.log1p(Math.E)]);
  });

  /** Logits, labels, and `−y log σ − (1 − y) log(1 − σ)`. */
  const binary: readonly (readonly [logit: number, label: number, loss: number])[] = [
    [20, 1, Math.log1p(Math.exp(-20))], // 2.06e-9
    [-20, 0, Math.log1p(Math.exp(-20))],
    [20, 0, 20 + Math.log1p(Math.exp(-20))],
    [-20, 1, 20 + Math.log1p(Math.exp(-20))],
    [60, 1, Math.exp(-60)],
    [-60, 0, Math.exp(-60)],
    [0, 1, Math.LN2],
    [0, 0.25, Math.LN2],
    [3, 0.5, 1.5 + Math.log1p(Math.exp(-3))],
    [1000, 0, 1000],
    [-1000, 0, 0],
  ]; // prettier-ignore

  it.each(binary)('sigmoidCrossEntropy of the logit %d and the label %d has all of its digits', (logit, label, wanted) => {
    const node = sigmoidCrossEntropy(constant(tensor([label], { dtype })) as Node)(of([logit], [1], dtype));
    for (const [value] of valuesOf(node as Node)) expectClose(value!, [wanted]);
  });

  it.each([
    [Infinity, 1, 0, 0],
    [Infinity, 0, Infinity, 1],
    [Infinity, 0.25, Infinity, 0.75],
    [-Infinity, 0, 0, 0],
    [-Infinity, 1, Infinity, -1],
    [-Infinity, 0.25, Infinity, -0.25],
    [20, 1, Math.log1p(Math.exp(-20)), -1 / (1 + Math.exp(20))],
    [-20, 0, Math.log1p(Math.exp(-20)), 1 / (1 + Math.exp(20))],
    [0, 0.5, Math.LN2, 0],
  ])('sigmoidCrossEntropy of the logit %d and the label %d has its slope', (logit, label, wanted, slope) => {
    const logits = of([logit], [1], dtype);
    const node = sigmoidCrossEntropy(constant(tensor([label], { dtype })) as Node)(logits) as Node;
    for (const [value, slopes] of valuesOf(node, gradient(node as Node<readonly []>, logits))) {
      expectClose(value!, [wanted]);
      expectClose(slopes!, [slope]);
    }
  });

  it.each(binary)('logistic losses of the logit %d and the label %d have all of their digits', (logit, label, wanted) => {
    const x = constant(tensor([1], { dtype })) as Node;
    const target = constant(label, { dtype });
    for (const { loss } of [
      logisticRegression(x as never, target),
      factorizationMachine(x as never, target, { target: 'label', rank: 2 }),
    ]) {
      const bias = parametersOf(loss as Node).find(({ shape }) => shape.length === 0)!;
      bias.set(tensor([logit], { shape: [], dtype }));
      for (const [value] of valuesOf(loss as Node)) expectClose(value!, [wanted]);
    }
  });
}); // prettier-ignore
