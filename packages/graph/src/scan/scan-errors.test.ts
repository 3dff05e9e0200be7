import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, becomes, cast, constant, feedOf, fillLike, gradient, input, mul, openFrame, read, scan, state, sum, type Node } from '../index.ts'; // prettier-ignore

/** Calls `scan` as a caller without types would. */
const loose = scan as (...given: readonly unknown[]) => { readonly carry: Node; readonly output: Node };

const xs = constant([[1, 2], [3, 4], [5, 6]]) as Node; // prettier-ignore
const init = constant([0, 0]) as Node;
const running = (total: Node, x: Node) => {
  const next = add(total, x) as Node;
  return { carry: next, output: next };
};
const flags = (values: readonly number[], shape: readonly number[] = [values.length]): Node =>
  constant(tensor(Uint8Array.from(values), { shape, dtype: 'bool' })) as Node;

/** Arguments of `scan`, and a part of its error. */
const refused: readonly (readonly [what: string, given: readonly unknown[], said: string])[] = [
  ['an axis out of range', [running, xs, { init, axis: 2 }], 'axes must be whole numbers from -2 to 1, not 2'],
  ['no axis of the name', [running, xs, { init }], "each input must have the axis 'time', got [3, 2]"],
  ['an unknown option', [running, xs, { init, axes: 0 }], "got 'axes'. Did you mean 'axis'?"],
  ['no init', [running, xs, { axis: 0 }], 'init must be the carry before the first step, got none'],
  ['an init that is no node', [running, xs, { axis: 0, init: 0 }], 'must be nodes, got 0'],
  ['no inputs', [running, [], { axis: 0, init }], 'there must be an input'],
  ['an input that is no node', [running, null, { axis: 0, init }], 'must be nodes, got null'],
  ['a cell that is no function', [3, xs, { axis: 0, init }], 'the cell must be a function, got 3'],
  ['a reverse that is no boolean', [running, xs, { axis: 0, init, reverse: 'yes' }], 'reverse must be a boolean'],
  ['another noise', [running, xs, { axis: 0, init, noise: 'eech' }], "got 'eech'. Did you mean 'each'?"],
  ['another length', [running, [xs, constant([[1, 1]])], { axis: 0, init }], 'as many positions along the axis, got [3, 2] and [1, 2]'], // prettier-ignore
  ['a mask that is not bool', [running, xs, { axis: 0, init, mask: constant([1, 0, 1]) }], 'the mask must be bool, got float32'], // prettier-ignore
  ['a mask of another length', [running, xs, { axis: 0, init, mask: flags([1, 0]) }], 'as many positions along the axis, got [3, 2] and [2]'], // prettier-ignore
  ['a mask of another shape', [running, xs, { axis: 0, init, mask: flags([1, 0, 1], [3, 1]) }], 'must have the first axes of each carry and output, got [1] and [2]'], // prettier-ignore
];

/** The result of a cell, and a part of the error of `scan`. */
const cells: readonly (readonly [what: string, cell: (carry: Node, x: Node) => unknown, said: string])[] = [
  ['nothing', () => undefined, 'a cell must return { carry, output }, got undefined'],
  ['a node', carry => carry, 'a cell must return { carry, output }, got Node'],
  ['no carry', () => ({ carry: undefined, output: init }), 'the form of the first carry, a node, got undefined'],
  ['a list for a node', carry => ({ carry: [carry], output: carry }), 'a node, got a list of 1'],
  ['a number', carry => ({ carry, output: 3 }), 'must be nodes, got 3'],
  ['a carry of another dtype', carry => ({ carry: cast(carry, 'int32'), output: carry }), 'must keep the dtype of its first value, got float32 and int32'], // prettier-ignore
  ['a carry of another shape', carry => ({ carry: sum(carry), output: carry }), 'must keep the shape of its first value, got [2] and []'], // prettier-ignore
  ['a write', (carry, x) => ({ carry: becomes(state([0, 0]) as never, add(carry, x) as never), output: x }), 'a cell must not write a register'], // prettier-ignore
];

describe('scan refuses', () => {
  for (const [what, given, said] of refused) it(what, () => expect(() => loose(...given)).toThrow(said));
  for (const [what, cell, said] of cells)
    it(`a cell that returns ${what}`, () => expect(() => loose(cell, xs, { axis: 0, init })).toThrow(said));

  it('carries under other names, and lists of another length', () => {
    const record = ({ a }: { readonly a: Node }) => ({ carry: { b: a }, output: a });
    expect(() => loose(record, xs, { axis: 0, init: { a: init } })).toThrow('{ a }, got { b }');
    const list = ([a]: readonly Node[]) => ({ carry: [a, a], output: a });
    expect(() => loose(list, xs, { axis: 0, init: [init] })).toThrow('a list of 1, got a list of 2');
  });
});

it('lengths that differ in a pass fail it', () => {
  const [a, b] = [input('a', ['long', 2]) as Node, input('b', ['long', 2]) as Node];
  const { output } = scan((h: Node, [x, y]: readonly Node[]) => running(h, mul(x!, y!) as Node), [a, b], { init, axis: 0 }); // prettier-ignore
  const frame = openFrame({ outputs: [output as Node] });
  const outcomeOf = (rows: number): string | Tensor => {
    let found: string | Tensor = '';
    const rowsOf = (n: number): Tensor => tensor(new Float32Array(2 * n).fill(1), { shape: [n, 2] });
    frame.run([feedOf(a as never, rowsOf(3)), feedOf(b as never, rowsOf(rows))], outcome => {
      found = 'error' in outcome ? String(outcome.error) : outcome.outputs[0]!;
    });
    return found;
  };
  expect(outcomeOf(2)).toContain("the axes named 'long' must have one size");
  expect((outcomeOf(3) as Tensor).toArray()).toEqual([[1, 1], [2, 2], [3, 3]]); // prettier-ignore
  frame.close();
});

describe('a value inside of a scan', () => {
  let inside: Node | undefined;
  const weight = mul(2, init) as Node;
  loose((h: Node, x: Node) => running(h, (inside = mul(x, weight) as Node)), xs, { axis: 0, init });

  it('has no value outside, and an error that says where it is', () => {
    const said = 'a value inside of a scan must be read by its outputs';
    expect(() => read(inside!)).toThrow(said);
    expect(() => read(add(inside!, 1) as Node)).toThrow(said);
    const heard: unknown[] = [];
    const subscription = inside!.subscribe({ next: value => heard.push(value), error: error => heard.push(String(error)) }); // prettier-ignore
    expect(heard).toEqual([expect.stringContaining(said)]);
    subscription.unsubscribe();
  });

  it('has no gradient to what enters the scan', () => {
    expect(() => gradient(sum(inside!), xs)).toThrow('must depend on');
  });
});

it('a scan without a first carry says so', () => {
  expect(() => scan(((h: Node) => ({ carry: h, output: h })) as never, constant([1]) as Node, {} as never)).toThrow(
    'scan: init must be the carry before the first step, got none.',
  );
});

it('a cell that has one begins with its own carry, for inputs of any axis', () => {
  const from = Object.assign(running, { initial: (x: Node) => fillLike(x, 10) as Node });
  const { carry } = scan(from, xs, { axis: 0 });
  expect(read(carry).toArray()).toEqual([19, 22]);
  const across = scan(from, xs, { axis: 1, reverse: true });
  expect(read(across.output).toArray()).toEqual([[13, 12], [17, 14], [21, 16]]); // prettier-ignore
});
