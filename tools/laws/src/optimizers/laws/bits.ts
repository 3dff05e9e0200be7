import { setImmediate as turn } from 'node:timers/promises';
import { read, type Node } from '@thalweg/graph';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, type Stepping } from '@thalweg/train';
import type { OptimizerRow } from './optimizer-row.ts';
import { network } from './problems.ts';
import { expect } from 'vitest';

const STEPS = 20;

/** The steps after which all is read: in the beginning, where it is paused, and after that, when nobody watches. */
const READ_AFTER: readonly number[] = [0, STEPS / 2, STEPS / 2 + 1];

/** All registers by name, to the last bit. */
function registersOf(learn: Stepping): Readonly<Record<string, unknown>> {
  const { tensors } = snapshot({ learn }).parts['learn']!;
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.toJSON()]));
}

/** Every node that a step computes, or begins from. */
function wiresOf({ progress }: Stepping): Node[] {
  const found = new Set<Node>(progress.roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return [...found];
}

/** It comes to the same bits when all of it is watched, read, and paused. */
export async function comesToTheSameBits(row: OptimizerRow): Promise<void> {
  for (const precision of ['float32', 'float64'] as const) {
    const [alone, watched] = [row.ravine(), row.ravine()].map(optimizer => step(network(precision).loss, optimizer));
    for (let i = 0; i < STEPS; i++) alone!();

    const wires = wiresOf(watched!);
    const subscriptions = wires.map(wire => wire.subscribe());
    for (let i = 0; i < STEPS; i++) {
      watched!();
      if (READ_AFTER.includes(i)) for (const wire of wires) read(wire);
      if (i !== STEPS / 2) continue;
      for (const subscription of subscriptions) subscription.unsubscribe();
      await turn();
    }
    expect(registersOf(watched!)).toEqual(registersOf(alone!));
  }
}

/** Put back from a file into a new model it goes on as if it had never stopped. */
export function resumesAsIfUnbroken(row: OptimizerRow): void {
  for (const precision of ['float32', 'float64'] as const) {
    const make = (): Stepping => step(network(precision).loss, row.ravine());
    const whole = make();
    const files = new Map<number, Uint8Array>();
    for (let i = 0; i < STEPS; i++) {
      if (i === 0 || i === 1 || i === 7) files.set(i, encodeSnapshot(snapshot({ learn: whole })));
      whole();
    }
    for (const [taken, file] of files) {
      const learn = make();
      restore({ learn }, decodeSnapshot(file));
      for (let i = taken; i < STEPS; i++) learn();
      expect(registersOf(learn), `stopped after step ${taken}`).toEqual(registersOf(whole));
    }
  }
}

/** It has a memory of its own wherever one and the same optimizer is used. */
export function sharesNothing(row: OptimizerRow): void {
  const optimizer = row.ravine();
  const [first, second] = [step(network('float64').loss, optimizer), step(network('float64').loss, optimizer)];
  for (let i = 0; i < STEPS; i++) first();
  for (let i = 0; i < STEPS; i++) second();
  expect(registersOf(second)).toEqual(registersOf(first));
}
