import { fromIterable } from '@thalweg/data';
import { constant, parameter } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { of } from 'rxjs';
import type { Chance } from './chance.ts';
import type { Drawn } from './drawn.ts';

const values: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['0', () => 0],
  ['-1', () => -1],
  ['2.5', () => 2.5],
  ['NaN', () => NaN],
  ["''", () => ''],
  ["'text'", () => 'text'],
  ['true', () => true],
  ['5n', () => 5n],
  ["Symbol('s')", () => Symbol('s')],
  ['{}', () => ({})],
  ['{ a: 1, shape: 2 }', () => ({ a: 1, shape: 2 })],
  ['Object.create(null)', () => Object.create(null) as object],
  ['[]', () => []],
  ['[1, 2]', () => [1, 2]],
  ["['a', null]", () => ['a', null]],
  ['() => undefined', () => () => undefined],
  ['(x) => x', () => (x: unknown) => x],
  ['class {}', () => class {}],
  ['new Map()', () => new Map()],
  ['new Date(0)', () => new Date(0)],
  ['/a/', () => /a/],
  ['Promise.resolve(1)', () => Promise.resolve(1)],
  ['new Proxy({}, {})', () => new Proxy({}, {})],
  ['new Float32Array(2)', () => new Float32Array(2)],
  ['constant([1, 2])', () => constant([1, 2])],
  ['parameter(1)', () => parameter(1)],
  ['tensor([1, 2])', () => tensor([1, 2])],
  ['of(1)', () => of(1)],
  ['fromIterable([1])', () => fromIterable([1])],
];

/** Draws any value that plain JavaScript can give. */
export function drawAnything(chance: Chance): Drawn {
  const [text, make] = chance.of(values);
  return { value: make(), text };
}
