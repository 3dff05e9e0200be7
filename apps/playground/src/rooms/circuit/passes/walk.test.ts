import { read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { examples } from '../examples/examples.ts';
import { circuitOf } from '../expression/circuit-of.ts';
import type { NamedCircuit } from './named-circuit.ts';
import { notFinite, stepText } from './step-text.ts';
import { revealedAt, walkOf } from './walk.ts';

const [first, sigmoid] = examples.map(({ values, circuit }) => circuit(values)) as unknown as [
  NamedCircuit,
  NamedCircuit,
];
const textsOf = (circuit: NamedCircuit): string[] => walkOf(circuit).map(step => stepText(circuit, step));
const valued = (text: string, values: Record<string, number>) => circuitOf(text, new Map(Object.entries(values)));
const lastText = (text: string, values: Record<string, number>) => textsOf(valued(text, values)).at(-1);

describe('a walk', () => {
  it('of the first circuit tells its numbers, forward and backward', () => {
    expect(textsOf(first)).toEqual([
      'q = x + y = −2 + 5 = 3',
      'f = q × z = 3 × (−4) = −12',
      '∂f/∂f = 1: here the backward pass begins',
      '∂f/∂z = ∂f/∂f × ∂f/∂z = 1 × 3 = 3',
      '∂f/∂q = ∂f/∂f × ∂f/∂q = 1 × (−4) = −4',
      '∂f/∂y = ∂f/∂q × ∂q/∂y = −4 × 1 = −4',
      '∂f/∂x = ∂f/∂q × ∂q/∂x = −4 × 1 = −4',
    ]);
  });

  it('of the sigmoid goes by its boxes', () => {
    expect(textsOf(sigmoid)).toEqual([
      'p0 = w0 × x0 = 2 × (−1) = −2',
      'p1 = w1 × x1 = −3 × (−2) = 6',
      's = p0 + p1 = −2 + 6 = 4',
      't = s + w2 = 4 + (−3) = 1',
      'n = −1 × t = −1 × 1 = −1',
      'u = exp(n) = exp(−1) = 0.3679',
      'd = 1 + u = 1 + 0.3679 = 1.3679',
      'f = 1 ÷ d = 1 ÷ 1.3679 = 0.7311',
      '∂f/∂f = 1: here the backward pass begins',
      '∂f/∂d = ∂f/∂f × ∂f/∂d = 1 × (−0.5344) = −0.5344',
      '∂f/∂u = ∂f/∂d × ∂d/∂u = −0.5344 × 1 = −0.5344',
      '∂f/∂n = ∂f/∂u × ∂u/∂n = −0.5344 × 0.3679 = −0.1966',
      '∂f/∂t = ∂f/∂n × ∂n/∂t = −0.1966 × (−1) = 0.1966',
      '∂f/∂w2 = ∂f/∂t × ∂t/∂w2 = 0.1966 × 1 = 0.1966',
      '∂f/∂s = ∂f/∂t × ∂t/∂s = 0.1966 × 1 = 0.1966',
      '∂f/∂p1 = ∂f/∂s × ∂s/∂p1 = 0.1966 × 1 = 0.1966',
      '∂f/∂x1 = ∂f/∂p1 × ∂p1/∂x1 = 0.1966 × (−3) = −0.5898',
      '∂f/∂w1 = ∂f/∂p1 × ∂p1/∂w1 = 0.1966 × (−2) = −0.3932',
      '∂f/∂p0 = ∂f/∂s × ∂s/∂p0 = 0.1966 × 1 = 0.1966',
      '∂f/∂x0 = ∂f/∂p0 × ∂p0/∂x0 = 0.1966 × 2 = 0.3932',
      '∂f/∂w0 = ∂f/∂p0 × ∂p0/∂w0 = 0.1966 × (−1) = −0.1966',
    ]);
  });

  it('adds the terms where a value fans out, and where it is read twice', () => {
    expect(lastText('x * y + x', { x: 3, y: -2 })).toBe(
      '∂f/∂x = ∂f/∂v1 × ∂v1/∂x + ∂f/∂f × ∂f/∂x = 1 × (−2) + 1 × 1 = −1',
    );
    expect(lastText('x * x', { x: 3 })).toBe('∂f/∂x = ∂f/∂f × ∂f/∂x + ∂f/∂f × ∂f/∂x = 1 × 3 + 1 × 3 = 6');
    expect(lastText('2 - x', { x: 3 })).toBe('∂f/∂x = ∂f/∂f × ∂f/∂x = 1 × (−1) = −1');
    expect(lastText('x', { x: 3 })).toBe('∂x/∂x = 1: here the backward pass begins');
  });

  it('writes operations as the field does', () => {
    const told = (text: string) => textsOf(valued(text, { x: -2, y: 3 }))[0];
    expect(told('x^2')).toBe('f = x ^ 2 = (−2) ^ 2 = 4');
    expect(told('-x')).toBe('f = −x = −(−2) = 2');
    expect(told('max(x, y)')).toBe('f = max(x, y) = max(−2, 3) = 3');
    expect(told('x / y')).toBe('f = x ÷ y = −2 ÷ 3 = −0.6667');
    expect(told('x - y')).toBe('f = x − y = −2 − 3 = −5');
  });

  it('knows at each position what was computed up to there, and no more', () => {
    const steps = walkOf(first);
    const known = (position: number): string => {
      const { values, gradients } = revealedAt(first, steps, position);
      const namesOf = (nodes: ReadonlySet<Node>) => [...nodes].map(node => first.names.get(node)).join('');
      return `${namesOf(values)} ${namesOf(gradients)}`;
    };
    expect(steps.map((_, position) => known(position))).toEqual([
      'xyz ',
      'xyzq ',
      'xyzqf ',
      'xyzqf f',
      'xyzqf fz',
      'xyzqf fzq',
      'xyzqf fzqy',
    ]);
    expect(known(7)).toBe('xyzqf fzqyx');
  });
});

describe('numbers that are not finite', () => {
  const told = (text: string, values: Record<string, number>, position = Infinity) => {
    const circuit = valued(text, values);
    return notFinite(circuit, revealedAt(circuit, walkOf(circuit), position));
  };

  it('are told of where they come from', () => {
    expect(told('log(x) + 1', { x: -1 })).toMatch(/^v1 = log\(x\) = log\(−1\) = NaN: there is no such real number\./);
    expect(told('exp(x)', { x: 1000 })).toMatch(/^f = exp\(x\) = exp\(1000\) = ∞: it is past the largest number/);
    expect(told('sqrt(x)', { x: 0 })).toMatch(/^The gradient of x has no finite value here/);
    expect(told('x * y', { x: 1, y: 2 })).toBeUndefined();
  });

  it('are not told of before they are computed', () => {
    expect(told('log(x) + 1', { x: -1 }, 0)).toBeUndefined();
    expect(told('sqrt(x)', { x: 0 }, 1)).toBeUndefined();
  });

  it('do not move the wires', () => {
    expect(read(first.root).item()).toBe(-12);
  });
});
