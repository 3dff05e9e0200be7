import { read, substitute, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Nested } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { expect } from 'vitest';
import { passOnce } from '../../compiled/runs.ts';
import type { OptimizerRow, Precision, Problem, Trajectory } from './optimizer-row.ts';
import { leastMatrix, matrixSurface, ravine, valley } from './problems.ts';

/** How far a problem of x and y is from a point. */
function distance({ parameters }: Problem, to: number): number {
  return Math.hypot(...['x', 'y'].map(name => read(parameters[name] as Node).item() - to));
}

/** What a run that did not arrive says, for somebody who sets the rates of a new row. */
function farFrom(place: string, { name }: OptimizerRow, set: 'ravine' | 'valley'): string {
  return `the distance from ${place}; set \`${set}\` in the row of ${name} to rates that arrive`;
}

/** It comes to the bottom of a ravine. */
export function convergesOnARavine(row: OptimizerRow): void {
  const problem = ravine('float64');
  const descend = step(problem.loss, row.ravine());
  for (let i = 0; i < 1000; i++) descend();
  expect(distance(problem, 0), farFrom('the bottom after 1,000 steps', row, 'ravine')).toBeLessThan(1e-3);
}

/** It comes to the end of Rosenbrock's valley. */
export function comesToTheEndOfTheValley(row: OptimizerRow): void {
  const problem = valley('float64', ...(row.valleyStart ?? []));
  const descend = step(problem.loss, row.valley());
  for (let i = 0; i < 10_000; i++) descend();
  expect(distance(problem, 1), farFrom('the end after 10,000 steps', row, 'valley')).toBeLessThan(1e-2);
}

/** It comes to the bottom of a surface over matrices. */
export function comesToTheBottomOfTheMatrixSurface(matrix: () => Transform): void {
  const { loss, parameters } = matrixSurface('float64');
  const descend = step(loss, matrix());
  for (let i = 0; i < 1000; i++) descend();
  const off = pairs(read(parameters['w'] as Node).toArray(), leastMatrix).map(([found, wanted]) => found - wanted);
  expect(Math.hypot(...off)).toBeLessThan(1e-3);
}

/** How far it may be from what another implementation has, relative for numbers above 1. */
const tolerance: Readonly<Record<Precision, number>> = { float64: 1e-9, float32: 1e-4 };

/** It takes the way that another implementation took. */
export function takesTheSameWay({ optimizer, problem, points }: Trajectory, precision: Precision): void {
  const { loss, parameters } = problem(precision);
  const descend = step(loss, optimizer());
  const evaluated = substitute(descend.progress.evaluated as ReadonlyMap<Node, Node>);
  const nodesOf = (values: Readonly<Record<string, Nested>>): Node[] =>
    Object.keys(values).map(name => parameters[name] as Node);
  let taken = 0;
  for (const { step: at, loss: level, parameters: values, evaluated: others = {} } of points) {
    for (; taken < at; taken++) descend();
    const found = passOnce({ outputs: [loss, ...nodesOf(values), ...nodesOf(others).map(evaluated)] });
    const wanted = [level, ...Object.values(values), ...Object.values(others)];
    const off = wanted
      .flatMap((value, n) => pairs(found[n]!.toArray(), value))
      .find(([a, b]) => !(Math.abs(a - b) / Math.max(1, Math.abs(b)) < tolerance[precision]));
    expect(off && `${off[0]} instead of ${off[1]} after step ${at}`).toBeUndefined();
  }
}

/** Every pair of numbers of two nested arrays. */
function pairs(found: unknown, wanted: unknown): [found: number, wanted: number][] {
  if (!Array.isArray(wanted)) return [[found as number, wanted as number]];
  return wanted.flatMap((value, index) => pairs((found as unknown[])[index], value));
}
