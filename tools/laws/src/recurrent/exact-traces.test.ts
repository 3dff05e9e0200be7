import {
  add,
  constant,
  feedOf,
  gradient,
  input,
  mul,
  openFrame,
  parametersOf,
  scan,
  sin,
  stopGradient,
  sum,
  tanh,
  type Feed,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { lruCell, recurrent, type LruCarry, type LruCell, type RecurrentEventOptions } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';

const LENGTH = 50;
const WIDTH = 3;
const THROUGH_CARRY = ['lru1/nuLog', 'lru1/thetaLog', 'lru1/gammaLog', 'lru1/inputRe', 'lru1/inputIm'];
const OTHERS = ['lru1/outputRe', 'lru1/outputIm', 'lru1/skip'];

/** Inputs without a pattern. */
const xs = Array.from({ length: LENGTH }, (_, t) =>
  Float64Array.from({ length: WIDTH }, (_, i) => Math.sin(5 * t * t + 3 * i)),
);

/** The gradient of each parameter, by name. */
type Slopes = Readonly<Record<string, readonly number[]>>;

/** The loss of an output at a time, in which all elements and all events differ. */
const lossOf = (y: Node, at: Node): Node => sum(mul(sin(tanh(y)), at)) as Node;

const slopesOf = (loss: Node): Node[] => parametersOf(loss).map(one => gradient(loss, one as Node));

/** Reads gradients out of a pass. */
function passes(loss: Node, options: { readonly steps: boolean; readonly runner: Runner | undefined }) {
  const names = parametersOf(loss).map(({ name }) => name);
  const frame = openFrame({ outputs: slopesOf(loss), training: true, ...options });
  const pass = (feeds: Parameters<typeof frame.run>[0]): Slopes => {
    let told: Slopes = {};
    frame.run(feeds, outcome => {
      if ('error' in outcome) throw outcome.error;
      told = Object.fromEntries(outcome.outputs.map((slope, i) => [names[i]!, [...slope.data]]));
    });
    return told;
  };
  return Object.assign(pass, { close: () => frame.close() });
}

/** Runs a layer over all events; returns the gradients of each. */
function stepping(
  cell: LruCell,
  options: RecurrentEventOptions,
  runner: Runner | undefined,
  others: (t: number) => readonly Feed[] = () => [],
): readonly Slopes[] {
  const [x, at] = [input('x', [1, WIDTH], 'float64'), input('at', [], 'float64')];
  const pass = passes(lossOf(x.pipe(recurrent(cell, options)), at as Node), { steps: true, runner });
  const told = xs.map((event, t) => pass([feedOf(x, event), feedOf(at, Math.cos(t)), ...others(t)]));
  pass.close();
  return told;
}

/** Unrolls a cell along events, the last of which has a number; returns the loss of each. */
function unrolled(cell: LruCell, events: readonly Float64Array[], last = LENGTH - 1): readonly Node[] {
  const rows = events.map(event => constant(tensor(event, { shape: [1, WIDTH] })) as Node);
  let carry = cell.initial(rows[0]!);
  return rows.map((row, i) => {
    const step = cell(carry, row);
    ({ carry } = step);
    return lossOf(step.output, constant(Math.cos(last - rows.length + 1 + i), { dtype: 'float64' }) as Node);
  });
}

/** A layer over events and the same cell unrolled along all of them, with the same parameters. */
function both(traces: boolean, runner: Runner | undefined) {
  const cell = lruCell(5, { rMin: 0.8, rMax: 0.999, width: 2 });
  return { online: stepping(cell, { traces }, runner), losses: unrolled(cell, xs) };
}

/** The gradient of a loss in a frame that reads. */
function whole(loss: Node): Slopes {
  const pass = passes(loss, { steps: false, runner: undefined });
  const slopes = pass([]);
  pass.close();
  return slopes;
}

/** The largest difference of two gradients, relative to the largest element. */
function distance(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / (Math.max(...b.map(Math.abs)) || 1);
}

const runners = [
  ['interpreted', undefined],
  ['compiled', wasm()],
] as const;

describe.each(runners)('the gradient of a linear cell over events, %s,', (_, runner) => {
  const { online, losses } = both(true, runner);

  it.each([1, 2, 17, LENGTH])('is that of back-propagation through all events, at event %i', event => {
    const slopes = whole(losses[event - 1]!);
    expect(Object.keys(slopes).sort()).toEqual([...THROUGH_CARRY, ...OTHERS].sort());
    for (const [name, slope] of Object.entries(slopes))
      expect(distance(online[event - 1]![name]!, slope), name).toBeLessThan(1e-9);
  });

  it(`adds up to that of the sum of ${LENGTH} losses`, () => {
    const slopes = whole(losses.reduce((total, loss) => add(total, loss) as Node));
    for (const [name, slope] of Object.entries(slopes)) {
      const summed = slope.map((_, i) => online.reduce((total, one) => total + one[name]![i]!, 0));
      expect(distance(summed, slope), name).toBeLessThan(1e-9);
    }
  });

  it('adds up to that of a scan of the cell', () => {
    const cell = lruCell(4, { width: 2 });
    const told = stepping(cell, { traces: true }, runner);
    const stacked = (rows: readonly Float64Array[], size: number): Node =>
      constant(tensor(Float64Array.from(rows.flatMap(row => [...row])), { shape: [LENGTH, 1, size] })) as Node;
    const { output } = scan(cell, stacked(xs, WIDTH), {
      axis: 0,
      init: cell.initial(constant(tensor(xs[0]!, { shape: [1, WIDTH] })) as Node),
    });
    const slopes = whole(lossOf(output, stacked(xs.map((_, t) => Float64Array.of(Math.cos(t))), 1))); // prettier-ignore
    for (const [name, slope] of Object.entries(slopes)) {
      const summed = slope.map((_, i) => told.reduce((total, one) => total + one[name]![i]!, 0));
      expect(distance(summed, slope), name).toBeLessThan(1e-9);
    }
  });

  it('goes back to the event before which the carry started anew', () => {
    const cell = lruCell(4, { width: 2 });
    const anew = input('anew', [], 'bool');
    const told = stepping(cell, { traces: true, reset: anew }, runner, t => [feedOf(anew, t === 20)]);
    const slopes = whole(unrolled(cell, xs.slice(20)).at(-1)!);
    for (const [name, slope] of Object.entries(slopes))
      expect(distance(told.at(-1)![name]!, slope), name).toBeLessThan(1e-9);
  });

  it('goes back through the events of one key', () => {
    const cell = lruCell(4, { width: 2 });
    const [place, stay] = [input('place', []), input('stay', [])];
    const keys = { place, stay, capacity: 3 };
    const keyOf = (t: number): number => (t * t) % 3;
    const told = stepping(cell, { traces: true, keys }, runner, t => [feedOf(place, keyOf(t)), feedOf(stay, 7)]);
    for (const last of [LENGTH - 1, LENGTH - 2]) {
      const own = xs.map((x, t) => ({ x, t })).filter(({ t }) => t <= last && keyOf(t) === keyOf(last));
      const loss = unrolled(cell, own.map(({ x }) => x), last).at(-1)!; // prettier-ignore
      for (const [name, slope] of Object.entries(whole(loss)))
        expect(distance(told[last]![name]!, slope), name).toBeLessThan(1e-9);
    }
  });

  it('control: without traces it is another one, of all parameters that act through the carry', () => {
    const truncated = both(false, runner);
    const slopes = whole(truncated.losses.at(-1)!);
    const one = truncated.online.at(-1)!;
    for (const name of THROUGH_CARRY) expect(distance(one[name]!, slopes[name]!), name).toBeGreaterThan(0.1);
    for (const name of OTHERS) expect(distance(one[name]!, slopes[name]!), name).toBeLessThan(1e-9);
  });
});

describe.each(runners)('of two linear layers with traces, %s,', (_, runner) => {
  it('the gradient of the upper one is exact, and that of the lower one goes through its own past only', () => {
    const [lower, upper] = [lruCell(3, { name: 'lower' }), lruCell(4, { name: 'upper', width: 2 })];
    const [x, at] = [input('x', [1, WIDTH], 'float64'), input('at', [], 'float64')];
    const y = x.pipe(recurrent(lower, { traces: true }), tanh, recurrent(upper, { traces: true }));
    const pass = passes(lossOf(y, at as Node), { steps: true, runner });
    const told = xs.map((event, t) => pass([feedOf(x, event), feedOf(at, Math.cos(t))])).at(-1)!;
    pass.close();
    // The last event of both cells, unrolled. For the lower one, the carry of the upper one is a constant.
    const rows = xs.map(event => constant(tensor(event, { shape: [1, WIDTH] })) as Node);
    let [a, b] = [lower.initial(rows[0]!), upper.initial(tanh(lower(lower.initial(rows[0]!), rows[0]!).output))];
    const losses = rows.map((row, t) => {
      const below = lower(a, row);
      const stopped = { re: stopGradient(b.re), im: stopGradient(b.im) };
      const lossFrom = (carry: LruCarry) => lossOf(upper(carry, tanh(below.output)).output, constant(Math.cos(t), { dtype: 'float64' }) as Node); // prettier-ignore
      const both = { exact: lossFrom(b), stopped: lossFrom(stopped) };
      [a, b] = [below.carry, upper(b, tanh(below.output)).carry];
      return both;
    });
    const { exact, stopped } = losses.at(-1)!;
    const [all, own] = [whole(exact), whole(stopped)];
    for (const name of Object.keys(told)) {
      const expected = name.startsWith('upper') ? all[name]! : own[name]!;
      expect(distance(told[name]!, expected), name).toBeLessThan(1e-9);
    }
    // Control: what is left out is not nothing.
    expect(distance(told['lower/inputRe']!, all['lower/inputRe']!)).toBeGreaterThan(1e-2);
  });
});
