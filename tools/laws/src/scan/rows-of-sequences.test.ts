import { batch, epochs, fromColumns } from '@thalweg/data';
import { add, checkpointed, gradient, input, mul, parameter, parametersOf, scan, square, sub, sum, tanh, type Node } from '@thalweg/graph'; // prettier-ignore
import { adam } from '@thalweg/optim';
import { snapshot, trainRows } from '@thalweg/train';
import { tensor, type Tensor } from '@thalweg/tensor';
import { explain } from '@thalweg/wasm';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from '../compiled/twins.ts';
import { counted, type Counted } from '../compiled/counted.ts';
import { wave } from './recurrent-model.ts';

const [ROWS, STEPS, UNITS] = [40, 6, 5];

/** One sequence in each record, and a number that follows from it. */
const table = {
  x: { data: wave([ROWS, STEPS, UNITS]).data as Float32Array, shape: [STEPS, UNITS] },
  y: { data: wave([ROWS], 3).data as Float32Array, shape: [] },
};

function lossOf(isCheckpointed: boolean): Node<readonly []> {
  const of = (name: string, shape: readonly number[], seed: number): Node =>
    parameter(tensor(wave(shape, seed).data as Float32Array, { shape }), { name }) as Node;
  const [w, u, out, init] = [of('w', [UNITS, UNITS], 1), of('u', [UNITS, UNITS], 2), of('out', [UNITS], 3), of('init', [UNITS], 4)]; // prettier-ignore
  const row = (h: Node, by: Node): Node => sum(mul(h, by), { axes: 1 }) as Node;
  const cell = (h: Node, x: Node) => ({ carry: tanh(add(row(x, w), row(h, u))) as Node, output: h });
  const { carry } = scan((isCheckpointed ? checkpointed(cell) : cell) as never, input('x', [STEPS, UNITS]) as Node, { init, axis: 0 }) as unknown as { carry: Node }; // prettier-ignore
  return square(sub(sum(mul(carry, out)), input('y', []) as Node)) as Node<readonly []>;
}

async function trained(loss: Node<readonly []>, watched?: Counted): Promise<readonly Tensor[]> {
  const learn = trainRows(loss, adam({ learningRate: 0.01 }), { runner: watched?.runner });
  const told = await lastValueFrom(fromColumns(table).pipe(batch(8), epochs(3), learn, toArray()));
  expect(told.length).toBeGreaterThan(0);
  return Object.values(snapshot({ learn }).parts['learn']!.tensors);
}

describe.each([false, true])('many steps in one call, with a scan in each, computed again %s', isCheckpointed => {
  it('end where the interpreter ends', async () => {
    const watched = counted();
    const found = await trained(lossOf(isCheckpointed), watched);
    expect([watched.compiled, watched.interpreted]).toEqual([3 * ROWS, 0]);
    expectAgreement(found, await trained(lossOf(isCheckpointed)), 256);
  });
});

it('a profile has a time for a scan', () => {
  const loss = lossOf(false);
  const slopes = parametersOf(loss as Node).map(one => gradient(loss as Node, one as Node) as Node);
  const { units } = explain([loss as Node, ...slopes], { x: wave([STEPS, UNITS]), y: 1 }, { profile: true });
  const scans = units.filter(({ what }) => what.startsWith('scan'));
  expect(scans.length).toBe(2);
  for (const { microseconds } of scans) expect(microseconds).toBeGreaterThan(0);
});
