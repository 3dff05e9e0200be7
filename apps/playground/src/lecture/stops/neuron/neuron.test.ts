import { read } from '@thalweg/graph';
import { expect, it } from 'vitest';
import { neuronCircuit, type NeuronName, neuronReading } from './neuron-circuit.ts';

const circuit = neuronCircuit();
const readingAt = (wire: NeuronName) => neuronReading(circuit, { wire, isFolded: false });

it('has the numbers of the lecture on each wire', () => {
  const names = ['p0', 'p1', 's', 't', 'n', 'u', 'd', 'f'] as const;
  expect(names.map(name => Number(read(circuit.nodes[name]).item().toFixed(4)))).toEqual([
    -2, 6, 4, 1, -1, 0.3679, 1.3679, 0.7311,
  ]);
  expect((['d', 'u', 'n', 't', 's', 'w2', 'p0', 'p1'] as const).map(name => readingAt(name).now)).toEqual([
    '1 × (−0.5344) = −0.5344',
    '−0.5344 × 1 = −0.5344',
    '−0.5344 × 0.3679 = −0.1966',
    '−0.1966 × (−1) = 0.1966',
    '0.1966 × 1 = 0.1966',
    '0.1966 × 1 = 0.1966',
    '0.1966 × 1 = 0.1966',
    '0.1966 × 1 = 0.1966',
  ]);
  expect((['w0', 'x0', 'w1', 'x1'] as const).map(name => readingAt(name).now)).toEqual([
    '0.1966 × (−1) = −0.1966',
    '0.1966 × 2 = 0.3932',
    '0.1966 × (−2) = −0.3932',
    '0.1966 × (−3) = −0.5898',
  ]);
});

it('folds four boxes into the same number, f(1 − f)', () => {
  const { now, sentence, isDone } = neuronReading(circuit, { wire: 'w0', isFolded: true });
  expect(now).toBe('1 × 0.1966 = 0.1966');
  expect(sentence).toContain('f(1 − f) = 0.7311 × (1 − 0.7311) = 0.1966');
  expect(sentence).toContain('−0.5344 × 1 × 0.3679 × (−1)');
  expect(isDone).toBe(true);
});

it('says something else at each kind of box, and is done at w0', () => {
  const names = ['f', 'd', 'u', 'n', 't', 's', 'w0', 'w1'] as const;
  const readings = names.map(readingAt);
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(names.length);
  expect(readings.map(({ isDone }) => isDone)).toEqual(names.map(name => name === 'w0'));
});
