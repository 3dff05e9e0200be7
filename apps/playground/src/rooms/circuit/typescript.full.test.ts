import { gradients, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { printed } from '../../testing/printed.ts';
import { CircuitControl } from './control.ts';
import { examples } from './examples/examples.ts';
import { numericalGradient } from './passes/numerical-gradient.ts';
import { firstSettings, formatSettings, parseSettings } from './settings.ts';
import { typescriptOf } from './typescript.ts';

/** The numbers that a program of this state must print: every value and gradient that the room shows, then the numerical gradients. */
function shown(state: Record<string, string>): number[] {
  const control = new CircuitControl(parseSettings(state).settings);
  const { circuit, settings } = control.state$.value;
  const all = gradients(circuit.root);
  const elements = (node: Node): number[] => [...read(node).data];
  const numbers = circuit.nodes.flatMap(node => [...elements(node), ...elements(all.of(node))]);
  const numerical = numericalGradient(circuit, settings.h).flatMap(({ index, numeric }) => [...index, numeric]);
  control.close();
  return [...numbers, ...numerical];
}

/** The numbers of a printed text, without those that are parts of names. */
const numbersIn = (text: string): number[] =>
  [
    ...text
      .replaceAll(/^\S+ =|numerical gradient \S+/gm, '')
      .matchAll(/-?(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|Infinity)|NaN/g),
  ].map(([number]) => Number(number));

const states: Record<string, string>[] = [
  ...examples.map(example => formatSettings(firstSettings(example)) as Record<string, string>),
  { on: 'first', x: '3.25', h: '0.01', at: '2' },
  { on: 'network', W12: '0.75', at: 'end' },
  { of: 'max(in, 2)^add - √(read + e^(-in)) / 3', in: '0.5', add: '3', read: '2' },
];

describe('a copied program', () => {
  it('prints the numbers of the room, for every example and for expressions', async () => {
    const texts = await printed(states.map(typescriptOf));
    expect(texts).toHaveLength(states.length);
    for (const [index, state] of states.entries()) {
      const [got, wanted] = [numbersIn(texts[index]!), shown(state)];
      expect(got, `${JSON.stringify(state)}\n${texts[index]}`).toHaveLength(wanted.length);
      got.forEach((number, at) => expect(number).toBeCloseTo(wanted[at]!, 12));
    }
  });

  it('is code that one would write', () => {
    expect(typescriptOf({}).split('\n').slice(0, 11)).toEqual([
      "import { add, gradient, gradientCheck, input, mul, read } from 'thalweg/graph';",
      '',
      '// (x + y) * z',
      "const x = input('x', [], 'float64');",
      "const y = input('y', [], 'float64');",
      "const z = input('z', [], 'float64');",
      'x.set(-2);',
      'y.set(5);',
      'z.set(-4);',
      'const q = add(x, y);',
      'const f = mul(q, z);',
    ]);
    expect(typescriptOf({ on: 'attention' })).toContain('const A = div(E, v3);');
  });
});
