import { read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { examples } from '../examples/examples.ts';
import { circuitOf } from '../expression/circuit-of.ts';
import { numericalGradient } from './numerical-gradient.ts';

const { values, circuit } = examples.find(({ name }) => name === 'sigmoid')!;
const sigmoid = circuit(values);
const worst = (h: number): number => Math.max(...numericalGradient(sigmoid, h).map(({ error }) => error));

describe('the numerical gradient', () => {
  it('agrees with the analytic one, input by input', () => {
    const rows = numericalGradient(sigmoid, 1e-5);
    expect(rows.map(({ source }) => source)).toEqual(['w0', 'x0', 'w1', 'x1', 'w2']);
    expect(rows.map(({ analytic }) => Number(analytic.toFixed(4)))).toEqual([
      -0.1966, 0.3932, -0.3932, -0.5898, 0.1966,
    ]);
    for (const { error } of rows) expect(error).toBeLessThan(1e-9);
  });

  it('is worse with a large distance, which sees the curve, and with a small one, which sees rounding', () => {
    expect(worst(1e-1)).toBeGreaterThan(1e3 * worst(1e-5));
    expect(worst(1e-12)).toBeGreaterThan(1e3 * worst(1e-5));
  });

  it('moves no wire', () => {
    const told: number[] = [];
    const subscription = sigmoid.root.subscribe(value => told.push(value.item()));
    numericalGradient(sigmoid, 0.1);
    subscription.unsubscribe();
    expect(told).toHaveLength(1);
    expect(read(sigmoid.inputs.get('w0')!).item()).toBe(2);
  });

  it('of an input by itself is 1', () => {
    const [row] = numericalGradient(circuitOf('x'), 1e-5);
    expect(row).toMatchObject({ source: 'x', analytic: 1 });
    expect(row!.numeric).toBeCloseTo(1, 9);
  });

  it('of what has no value is none', () => {
    const [row] = numericalGradient(circuitOf('log(x)', new Map([['x', -1]])), 1e-5);
    expect(row!.numeric).toBeNaN();
    expect(row!.error).toBeNaN();
  });
});
