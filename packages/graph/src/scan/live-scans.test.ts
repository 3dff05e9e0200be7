import { tensor, type Tensor } from '@thalweg/tensor';
import { BehaviorSubject, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { add, becomes, fromObservable, gather, gradient, guardFinite, input, log, mul, openFrame, parameter, read, scan, state, sub, sum, type Node } from '../index.ts'; // prettier-ignore
import { countConnections } from '../testing/connections.ts';
import { counting } from '../testing/counting.ts';
import { failureOf, outputsOf, pass } from '../testing/stepping.ts';

/** Writes down all that a node tells. */
function follow(node: Node): { readonly told: unknown[]; readonly subscription: Subscription } {
  const told: unknown[] = [];
  const subscription = node.subscribe({
    next: value => told.push((value as Tensor).toArray()),
    error: error => told.push(String(error)),
  });
  return { told, subscription };
}

/** A running sum, which counts its steps, with two outputs. */
function summing() {
  const x = input('x', [3]);
  const factor = input('factor', []);
  const counted = counting(
    'counted',
    a => a,
    upstream => [upstream],
  );
  const { carry, output } = scan(
    (total: Node, one: Node) => {
      const next = counted(add(total, mul(one, factor as Node)) as Node);
      return { carry: next, output: [next, mul(2, next) as Node] };
    },
    x as Node,
    { init: parameter(0) as Node, axis: 0 },
  ) as { readonly carry: Node; readonly output: readonly [Node, Node] };
  return { x, factor, counted, carry, outputs: output };
}

describe('the results of a scan, observed', () => {
  it('emit once in each pass, to early subscribers and to late ones', () => {
    const { x, factor, carry, outputs, counted } = summing();
    x.set([1, 2, 3]);
    factor.set(1);
    const first = follow(outputs[0]);
    const second = follow(outputs[1]);
    x.set([1, 1, 1]);
    const last = follow(carry);
    factor.set(2);
    expect(first.told).toEqual([[1, 3, 6], [1, 2, 3], [2, 4, 6]]); // prettier-ignore
    expect(second.told).toEqual([[2, 6, 12], [2, 4, 6], [4, 8, 12]]); // prettier-ignore
    expect(last.told).toEqual([3, 6]);
    counted.runs = 0;
    x.set([5, 5, 5]);
    // All three come of one run of the loop.
    expect(counted.runs).toBe(3);
    for (const one of [first, second, last]) one.subscription.unsubscribe();
  });

  it('are no longer computed once nobody observes them, and are current for who comes again', () => {
    const { x, factor, carry, outputs, counted } = summing();
    x.set([1, 2, 3]);
    factor.set(1);
    const first = follow(outputs[0]);
    follow(carry).subscription.unsubscribe();
    x.set([2, 2, 2]);
    const again = follow(carry);
    expect(again.told).toEqual([6]);
    again.subscription.unsubscribe();
    first.subscription.unsubscribe();
    counted.runs = 0;
    x.set([3, 3, 3]);
    expect(counted.runs).toBe(0);
    expect(x.circuit.live.size).toBe(0);
    expect(follow(carry).told).toEqual([9]);
  });

  it('come in one pass with what is above and below them', () => {
    const { x, factor, carry, outputs } = summing();
    const both = follow(add(add(sum(outputs[0]), carry) as Node, sum(x)) as Node);
    factor.set(1);
    x.set([1, 2, 3]);
    x.set([0, 0, 1]);
    expect(both.told).toEqual([10 + 6 + 6, 1 + 1 + 1]);
    both.subscription.unsubscribe();
  });

  it('are followed with their gradients', () => {
    const { x, factor, carry, outputs } = summing();
    const loss = add(sum(outputs[1]), carry) as Node;
    const slope = follow(gradient(loss, factor as Node) as Node);
    x.set([1, 2, 3]);
    factor.set(1);
    const value = follow(loss);
    x.set([1, 0, 0]);
    expect(slope.told).toEqual([2 * (1 + 3 + 6) + 6, 2 * 3 + 1]);
    expect(value.told).toEqual([26, 7]);
    value.subscription.unsubscribe();
    slope.subscription.unsubscribe();
    expect(x.circuit.live.size).toBe(0);
  });

  it('take a length that changes', () => {
    const x = input('x', ['time']);
    const { output } = scan((h: Node, one: Node) => ({ carry: add(h, one) as Node, output: h }), x as Node, { init: parameter(0) as Node }) as { output: Node }; // prettier-ignore
    const heard = follow(output);
    for (const length of [3, 0, 1, 3]) x.set(new Float32Array(length).fill(1));
    expect(heard.told).toEqual([[0, 1, 2], [], [0], [0, 1, 2]]);
    heard.subscription.unsubscribe();
  });
});

describe('streams that a scan reads', () => {
  it('are connected while a result is observed, once each, and their errors reach its observers', () => {
    const [values$, factors$] = [new BehaviorSubject(tensor([1, 2, 3])), new BehaviorSubject(tensor(1))] as const;
    const [values, factors] = [countConnections(values$), countConnections(factors$)];
    const x = fromObservable(values.stream$, { shape: [3] }) as Node;
    const factor = fromObservable(factors.stream$, { shape: [] }) as Node;
    const cell = (h: Node, one: Node) => ({ carry: add(h, mul(one, factor)) as Node, output: h });
    const { carry, output } = scan(cell, x, { init: parameter(0) as Node, axis: 0 }) as { carry: Node; output: Node };
    const [last, all] = [follow(carry), follow(output)];
    expect([values.connections, factors.connections]).toEqual([1, 1]);
    factors$.next(tensor(2));
    expect([last.told, all.told]).toEqual([[6, 12], [[0, 1, 3], [0, 2, 6]]]); // prettier-ignore
    last.subscription.unsubscribe();
    expect([values.connections, factors.connections]).toEqual([1, 1]);
    all.subscription.unsubscribe();
    expect([values.connections, factors.connections]).toEqual([0, 0]);
    const again = follow(carry);
    factors$.error(new Error('no more'));
    expect(again.told).toEqual([12, 'Error: no more']);
    expect([values.connections, factors.connections]).toEqual([0, 0]);
  });
});

describe('a step that fails', () => {
  function lookups() {
    const table = parameter([1, 2, 3]);
    const at = input('at', [4], 'int32');
    const steps = state(0);
    const cell = (h: Node, one: Node) => ({
      carry: add(h, gather(table as Node, one)) as Node,
      output: mul(h, 1) as Node,
    });
    const { carry, output } = scan(cell, at as Node, { init: parameter(0) as Node, axis: 0 }) as { carry: Node; output: Node }; // prettier-ignore
    const rules = [
      becomes(steps, add(steps, 1)),
      becomes(table as never, sub(table as Node, gradient(carry, table as Node) as Node) as never),
    ] as unknown as Node[];
    return { table, at, steps, carry, output, rules };
  }

  it('fails the pass, moves no register, and the next pass goes on', () => {
    const { table, at, steps, carry, output, rules } = lookups();
    const frame = openFrame({ outputs: [carry, output], rules, training: true, steps: true });
    expect(failureOf(pass(frame, [at, Int32Array.of(0, 1, 3, 1)]))).toContain('indices must be from 0 to 2, got 3');
    expect([read(steps as Node).item(), read(table).toArray()]).toEqual([0, [1, 2, 3]]);
    expect(outputsOf(pass(frame, [at, Int32Array.of(0, 1, 2, 1)]))[0]!.item()).toBe(8);
    expect([read(steps as Node).item(), read(table).toArray()]).toEqual([1, [0, 0, 2]]);
    frame.close();
  });

  it('reaches observers, who then receive the next value', () => {
    const { at, carry } = lookups();
    const told: unknown[] = [];
    at.set([0, 1, 2, 1]);
    const subscription = carry.subscribe({ next: value => told.push((value as Tensor).item()), error: e => told.push(String(e)) }); // prettier-ignore
    at.set([0, 1, 7, 1]);
    expect(told).toEqual([8, expect.stringContaining('got 7')]);
    subscription.unsubscribe();
    at.set([0, 0, 0, 0]);
    expect(follow(carry).told).toEqual([4]);
  });
});

describe('a value that is not finite in a scan', () => {
  const x = parameter(tensor(Float64Array.of(4, 1, 0, 2)), { name: 'x' });
  const cell = (h: Node, one: Node) => ({ carry: add(h, log(one)) as Node, output: log(mul(one, 1) as Node) as Node });
  const scanned = () => scan(cell, x as Node, { init: parameter(tensor(Float64Array.of(0), { shape: [] })) as Node, axis: 0 }) as { carry: Node; output: Node }; // prettier-ignore

  it('goes on through all later steps', () => {
    expect(read(scanned().carry).item()).toBe(-Infinity);
  });

  it('is found by guardFinite', () => {
    const { carry, output } = scanned();
    for (const outputs of [[carry], [output], [carry, output]]) {
      const frame = openFrame({ outputs, guard: guardFinite() });
      expect(failureOf(pass(frame))).toContain('NumericError');
      frame.close();
    }
  });
});
