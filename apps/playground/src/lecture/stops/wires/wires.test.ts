import { expect, it } from 'vitest';
import { arrivalAt } from '../../circuits/way-back.ts';
import { type WireName, wiresCircuit, wiresReading } from './wires-circuit.ts';

it('has the numbers of the lecture and a sentence for each wire', () => {
  const { root, nodes } = wiresCircuit();
  const readings = Object.entries(nodes).map(([name, node]) => wiresReading(name as WireName, arrivalAt(root, node)));
  expect(readings.map(({ now }) => now)).toEqual(['−4 × 1 = −4', '−4 × 1 = −4', '1 × 3 = 3', '1 × (−4) = −4', '1']);
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(5);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, true, false, false, false]);
});
