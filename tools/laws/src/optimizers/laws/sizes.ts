import { read, type Node } from '@thalweg/graph';
import { snapshot, step } from '@thalweg/train';
import { expect } from 'vitest';
import type { OptimizerRow, Precision } from './optimizer-row.ts';
import { besideNothing } from './problems.ts';
import { namesItsMemory } from './memory.ts';

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
