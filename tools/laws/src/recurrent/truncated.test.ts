import {
  constant,
  feedOf,
  gradient,
  input,
  openFrame,
  parametersOf,
  sin,
  stopGradient,
  sum,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { gruCell, lstmCell, recurrent, type Carry, type RecurrentCell } from '@thalweg/nn';
import { tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';

const LENGTH = 12;
const WIDTH = 2;
/** The events before which the carry starts anew. */
const RESETS = [5, 6];

const xs = Array.from({ length: LENGTH }, (_, t) =>
  Float64Array.from({ length: WIDTH }, (_, i) => Math.sin(5 * t * t + 3 * i)),
);

const lossOf = (y: Node): Node => sum(sin(y)) as Node;
const outputsOf = (loss: Node): Node[] => [loss, ...parametersOf(loss).map(one => gradient(loss, one as Node))];

function values(frame: ReturnType<typeof openFrame>, feeds: Parameters<typeof frame.run>[0]): number[][] {
  let told: readonly Tensor[] = [];
  frame.run(feeds, outcome => {
    if ('error' in outcome) throw outcome.error;
    told = outcome.outputs;
  });
  return told.map(({ data }) => [...data]);
}

/** Runs a layer over all events; returns the loss and the gradients of each. */
function online(cell: RecurrentCell, truncate: number, runner: Runner | undefined): number[][][] {
  const [x, anew] = [input('x', [1, WIDTH], 'float64'), input('anew', [], 'bool')];
  const loss = lossOf(x.pipe(recurrent(cell, { truncate, reset: anew as Node })));
  const frame = openFrame({ outputs: outputsOf(loss), training: true, steps: true, runner });
  const told = xs.map((event, t) => values(frame, [feedOf(x, event), feedOf(anew, RESETS.includes(t))]));
  frame.close();
  return told;
}

/** Computes the loss of an event and its gradients from the cell, unrolled along all events; gradients stop before the last ones. */
function unrolled(cell: RecurrentCell, event: number, truncate: number): number[][] {
  const rows = xs.map(one => constant(tensor(one, { shape: [1, WIDTH] })) as Node);
  const stopped = (carry: Carry): Carry =>
    Object.fromEntries(Object.entries(carry).map(([part, node]) => [part, stopGradient(node)]));
  let carry = cell.initial(rows[0]!);
  let output: Node | undefined;
  for (let t = 0; t <= event; t++) {
    if (RESETS.includes(t)) carry = cell.initial(rows[t]!);
    if (t === event - truncate + 1) carry = stopped(carry);
    ({ carry, output } = cell(carry, rows[t]!));
  }
  const frame = openFrame({ outputs: outputsOf(lossOf(output!)) });
  const told = values(frame, []);
  frame.close();
  return told;
}

const runners = [
  ['interpreted', undefined],
  ['compiled', wasm()],
] as const;
const cells = [
  ['gruCell', () => gruCell(3) as unknown as RecurrentCell],
  ['lstmCell', () => lstmCell(3) as unknown as RecurrentCell],
] as const;

describe.each(runners)('%s, the gradient through the last', (_, runner) => {
  describe.each([1, 2, 5])('%i events', truncate => {
    it.each(cells)('is that of the unrolled %s, and the values too, across resets', (_name, make) => {
      const cell = make();
      const told = online(cell, truncate, runner);
      for (let event = 0; event < LENGTH; event++) {
        const expected = unrolled(cell, event, truncate);
        expect(told[event]).toHaveLength(expected.length);
        const differences = expected.flatMap((one, i) => one.map((value, j) => Math.abs(value - told[event]![i]![j]!)));
        expect(Math.max(...differences), `event ${event}`).toBeLessThan(1e-12);
      }
    });
  });

  it('control: one event more is another gradient', () => {
    const cell = gruCell(3) as unknown as RecurrentCell;
    const [, ...two] = online(cell, 2, runner)[4]!;
    const [, ...three] = unrolled(cell, 4, 3);
    expect(
      Math.max(...three.flatMap((one, i) => one.map((value, j) => Math.abs(value - two[i]![j]!)))),
    ).toBeGreaterThan(1e-3);
  });
});
