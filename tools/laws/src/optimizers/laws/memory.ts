import { add, mul, type Node, parameter, read, sum } from '@thalweg/graph';
import { snapshot, step } from '@thalweg/train';
import { expect } from 'vitest';
import type { Memory, OptimizerRow, Precision } from './optimizer-row.ts';
import { besideNothing, network } from './problems.ts';

/** Its states are those that the row says, named after their parameters and of their dtype and shape. */
export function namesItsMemory({ ravine, memory = [], counters = [] }: OptimizerRow, problem = network): void {
  const shapesOf = shapesIn(memory);
  for (const precision of ['float32', 'float64'] as const) {
    const { loss, parameters } = problem(precision);
    const learn = step(loss, ravine());
    learn();
    const { tensors } = snapshot({ learn }).parts['learn']!;
    const owned = Object.values(parameters).flatMap(parameter => {
      const { name, shape } = parameter;
      const states = Object.entries(shapesOf(parameter)).map(([state, shape]) => [`${state}(${name})`, shape] as const);
      return [[name, shape] as const, ...states].map(([name, shape]) => [name, { dtype: precision, shape }] as const);
    });
    const names = [...owned.map(([name]) => name), ...counters, 'step'];
    expect(Object.keys(tensors).sort()).toEqual(names.sort());
    for (const [name, wanted] of owned) expect(tensors[name], name).toMatchObject(wanted);
  }
}

/** What states a parameter has, and their shapes. */
function shapesIn(memory: Memory): Exclude<Memory, readonly string[]> {
  if (typeof memory === 'function') return memory;
  return ({ shape }) => Object.fromEntries(memory.map(state => [state, shape]));
}

/** Float32 takes the way of float64, within its precision. */
export function agreesInFloat32(row: OptimizerRow): void {
  const run = (precision: Precision): number[] => {
    const { loss, parameters } = network(precision);
    const descend = step(loss, row.ravine());
    for (let i = 0; i < 20; i++) descend();
    return Object.values(parameters).flatMap(parameter => [...read(parameter as Node).data]);
  };
  const wanted = run('float64');
  run('float32').forEach((value, i) => expect(Math.abs(value - wanted[i]!), `element ${i}`).toBeLessThan(1e-4));
}

/** Where the gradient is zero a parameter stays a number, beside one that has a gradient or alone. */
export function staysFiniteWithoutGradient(row: OptimizerRow): void {
  for (const dtype of ['float32', 'float64'] as const)
    for (const others of [0, 1]) {
      const [still, moved] = [parameter([3, 0, -4], { dtype }) as Node, parameter([1, 2], { dtype }) as Node];
      const loss = add(sum(mul(0, still)), mul(others, sum(moved))) as Node<readonly []>;
      const descend = step(loss, row.ravine(), { whenNotFinite: 'continue' });
      for (let i = 0; i < 5; i++) descend();
      for (const node of [still, moved]) expect([...read(node).data].every(Number.isFinite), String(node)).toBe(true);
    }
}

const empties = [[0], [0, 3]] as const;

/** A scalar moves beside a parameter without elements as it moves alone, and nothing that is remembered is NaN. */
export function worksWithoutElements({ ravine }: OptimizerRow): void {
  for (const precision of ['float32', 'float64'] as const) {
    const way = (empty?: (typeof empties)[number]): number[] => {
      const { loss, parameters } = besideNothing(precision, empty);
      const learn = step(loss, ravine());
      return Array.from({ length: 5 }, () => {
        learn();
        for (const [name, { data }] of Object.entries(snapshot({ learn }).parts['learn']!.tensors))
          expect([...data].some(Number.isNaN), name).toBe(false);
        return read(parameters['x'] as Node).item();
      });
    };
    for (const empty of empties) expect(way(empty), `beside [${empty.join()}]`).toEqual(way());
  }
}

/** Its states are of their parameter's shape where that has no axis, and where it has no elements. */
export function remembersEverySize(row: OptimizerRow): void {
  for (const empty of empties) namesItsMemory(row, (precision: Precision) => besideNothing(precision, empty));
}
