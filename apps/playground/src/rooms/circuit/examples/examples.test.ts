import { gradients, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { cellsOf, sizesOf } from '../passes/named-circuit.ts';
import { numericalGradient } from '../passes/numerical-gradient.ts';
import { stepText } from '../passes/step-text.ts';
import { naiveResults } from '../testing/naive-results.ts';
import { walkOf } from '../passes/walk.ts';
import { examples } from './examples.ts';

/** An example’s values and gradients by their names, as lists of elements. */
function numbersOf(name: string) {
  const { circuit: build, values } = examples.find(example => example.name === name)!;
  const circuit = build(values);
  const all = gradients(circuit.root);
  const named = new Map([...circuit.names].map(([node, name]) => [name, node]));
  return {
    value: (name: string): number[] => [...read(named.get(name)!).data],
    gradient: (name: string): number[] => [...read(all.of(named.get(name)!)).data],
  };
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

describe('the examples', () => {
  it('are the two of the lecture and ten from the field, each with what to look at', () => {
    expect(examples.map(({ name }) => name)).toEqual(Object.keys(naiveResults));
    expect(examples).toHaveLength(12);
    for (const { look } of examples) expect(look).toMatch(/^[^.]+\.$/);
  });

  it.each(examples)('$name has the result and the gradients of a plain loop', ({ name, values, circuit: build }) => {
    const circuit = build(values);
    const naive = (changes: Record<string, number> = {}): number =>
      naiveResults[name]!({ ...Object.fromEntries(values), ...changes });
    expect(read(circuit.root).data[0]).toBeCloseTo(naive(), 12);
    const all = gradients(circuit.root);
    const h = 1e-5;
    for (const [key, input] of circuit.inputs) {
      const { data } = read(all.of(input));
      cellsOf(key, sizesOf(input)).forEach((cell, index) => {
        const x = values.get(cell)!;
        const slope = (naive({ [cell]: x + h }) - naive({ [cell]: x - h })) / (2 * h);
        expect(data[index], cell).toBeCloseTo(slope, 7);
      });
    }
    for (const { error } of numericalGradient(circuit, h)) expect(error).toBeLessThan(1e-8);
  });

  it.each(examples)('$name has a sentence with numbers for each step of its walk', ({ values, circuit: build }) => {
    const circuit = build(values);
    for (const step of walkOf(circuit)) expect(stepText(circuit, step)).not.toMatch(/undefined|NaN|\[object/);
  });
});

describe('what the examples say to look at', () => {
  it('is so in logistic regression and softmax: the gradient is p − y', () => {
    const [logistic, softmax] = [numbersOf('logistic'), numbersOf('softmax')];
    expect(logistic.gradient('z')[0]).toBeCloseTo(logistic.value('p')[0]! - 1, 12);
    const [p, y] = [softmax.value('p'), softmax.value('y')];
    softmax.gradient('z').forEach((one, i) => expect(one).toBeCloseTo(p[i]! - y[i]!, 12));
  });

  it('is so where sums are 0: of the gradients of x before a norm, and of each row of attention’s scores', () => {
    expect(sum(numbersOf('norm').gradient('x'))).toBeCloseTo(0, 12);
    const [a, b, c, d] = numbersOf('attention').gradient('S') as [number, number, number, number];
    expect(a + b).toBeCloseTo(0, 12);
    expect(c + d).toBeCloseTo(0, 12);
    expect(Math.abs(a)).toBeGreaterThan(0.1);
  });

  it('is so in the network, the regression, the residual block and the LSTM cell', () => {
    const network = numbersOf('network');
    const [after] = network.gradient('f');
    network.gradient('V').forEach((one, i) => expect(one).toBeCloseTo(network.value('h')[i]! * after!, 12));
    const regression = numbersOf('regression');
    expect(regression.gradient('b')[0]).toBeCloseTo(sum(regression.gradient('f')), 12);
    const [residual, lstm] = [numbersOf('residual'), numbersOf('lstm')];
    const { value, gradient } = residual;
    expect(value('h')).toContain(0);
    const [g1, g2] = gradient('p') as [number, number];
    const back = [0.5 * g1 - 0.4 * g2, 0.2 * g1 + 0.7 * g2];
    gradient('x').forEach((one, i) => expect(one).toBeCloseTo(gradient('o')[i]! + back[i]!, 12));
    expect(lstm.gradient('c')[0]).toBeCloseTo(lstm.gradient('C')[0]! * lstm.value('F')[0]!, 12);
  });
});
