import { feedOf, openFrame, type Node, type Runner, type Source, type TaskFrame } from '@thalweg/graph';
import type { Tensor, TensorLike } from '@thalweg/tensor';
import { expect } from 'vitest';
import { wasm } from '../wasm.ts';

/** A value for one source in one pass. */
export type Feed = readonly [source: Source, value: TensorLike];

/** The outputs of a pass of a frame; it throws what the pass fails with. */
export function passIn(frame: TaskFrame, feeds: readonly Feed[]): readonly Tensor[] {
  let found: readonly Tensor[] = [];
  frame.run(
    feeds.map(([source, value]) => feedOf(source, value)),
    outcome => {
      if ('error' in outcome) throw outcome.error;
      found = outcome.outputs;
    },
  );
  return found;
}

/** The values of nodes in one pass of a frame of their own. */
export function passOf(outputs: readonly Node[], feeds: readonly Feed[], runner?: Runner): readonly Tensor[] {
  const frame = openFrame({ outputs, runner });
  try {
    return passIn(frame, feeds);
  } finally {
    frame.close();
  }
}

/** What something fails with, as text. */
export function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error('Nothing failed.');
}

/**
 * Holds compiled values against interpreted ones, bit by bit, in one pass after another of one frame; nothing may be
 * interpreted in between. Without feeds there is one pass.
 */
export function expectSameBits(outputs: readonly Node[], ...passes: readonly (readonly Feed[])[]): void {
  const units: string[] = [];
  const done: boolean[] = [];
  const compiled = openFrame({ outputs, runner: watched(done, parts => units.push(...parts)) });
  const interpreted = openFrame({ outputs });
  for (const feeds of passes.length === 0 ? [[]] : passes) {
    const wanted = passIn(interpreted, feeds);
    passIn(compiled, feeds).forEach((tensor, i) => {
      expect(tensor.shape).toEqual(wanted[i]!.shape);
      expect(tensor.data).toEqual(wanted[i]!.data);
    });
  }
  expect(units.filter(by => by === 'interpreter')).toEqual([]);
  expect(units.length).toBeGreaterThan(0);
  expect(done).toEqual(Array.from({ length: Math.max(1, passes.length) }, () => true));
  for (const frame of [compiled, interpreted]) frame.close();
}

/** A runner that notes of each pass whether it was computed by code, and of each executable what its parts are computed by. */
function watched(passes: boolean[], onParts: (parts: readonly string[]) => void): Runner {
  const runner = wasm({ onPlan: ({ units }) => onParts(units.map(({ by }) => by)) });
  return {
    open: (demands, interpreter) => {
      let compiled = true;
      const executor = runner.open(demands, {
        pass: given => {
          compiled = false;
          interpreter.pass(given);
        },
      });
      const pass = executor.pass.bind(executor);
      executor.pass = given => {
        compiled = true;
        pass(given);
        passes.push(compiled);
      };
      return executor;
    },
  };
}

/** Numbers that are neither whole nor alike, of both signs. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((i + 1) * 0.6180339887498949) % 1) * 8 - 4 + (i % 3) / 7);
}
