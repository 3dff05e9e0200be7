import type { Tensor } from '@thalweg/tensor';
import { Observable, type ObservedValueOf, type Subscriber } from 'rxjs';
import { GraphError } from '../errors/graph-error.ts';
import { joinedCircuit } from '../frame/task-frame.ts';
import { Node } from '../node/node.ts';
import { printed } from '@thalweg/tensor/engine';
import type { Receiver, Values } from '../wire/wire.ts';

/** A value for each of some nodes, all of one pass; see {@link together}. */
export type Together<N extends Readonly<Record<string, Node>>> = {
  readonly [K in keyof N]: ObservedValueOf<N[K]>;
};

/**
 * Returns an observable of the values of several nodes, which emits once per pass, with values of that pass. `combineLatest`
 * of the nodes would emit once for each node, and combine values of different passes. A subscriber receives the present values
 * at once, if all nodes have one, and then those of each pass in which at least one node emits and all have a value. It
 * completes when all nodes have completed, and fails when one fails. Nodes of several circuits become one circuit.
 *
 * In a step a loss belongs to the parameters that it was computed with: a loss that depends on what the step feeds is emitted
 * with the parameters before they change. After they change there is no such loss, and nothing is emitted. A loss of inputs
 * that were `set` is computed again, and is emitted with the new parameters. A node that shows the value of what was `set`
 * has no value in a step that feeds something else in its place.
 *
 * - **Throws** {@link GraphError} if a value of the record is not a node
 * - **Stream errors** those of the nodes
 *
 * @example
 * const x = input('x', []), pairs: number[][] = [];
 * together({ x, y: square(x) }).subscribe(now => pairs.push([now.x.item(), now.y.item()]));
 * x.set(2);
 * x.set(3);
 * pairs // => [[2, 4], [3, 9]]
 */
export function together<N extends Readonly<Record<string, Node>>>(nodes: N): Observable<Together<N>> {
  const names = Object.keys(nodes);
  const members = names.map(name => checked(name, nodes[name]));
  const circuit = joinedCircuit(members);
  return new Observable<Together<N>>(subscriber => {
    // One more than the members: the first values come before the end.
    let open = members.length + 1;
    const complete = (): void => {
      if (--open === 0) subscriber.complete();
    };
    const tell = (values: Values): void => {
      if (subscriber.closed) return;
      const found = members.map(member => values(member));
      if (found.every(value => value !== undefined)) subscriber.next(named(names, found) as Together<N>);
    };
    const receiver = receiverOf(subscriber, tell, complete);
    for (const member of members) circuit.live.attach(member, receiver);
    tell(circuit.live.values);
    complete();
  });
}

/** Returns a receiver for all wires of a subscriber, which calls `tell` once in each round in which one of them emits. */
function receiverOf(subscriber: Subscriber<unknown>, tell: (values: Values) => void, complete: () => void): Receiver {
  let last = -1;
  return {
    get closed() {
      return subscriber.closed;
    },
    next: () => {},
    error: error => subscriber.error(error),
    complete,
    add: teardown => subscriber.add(teardown),
    settle: (round, values) => {
      if (round === last) return;
      last = round;
      tell(values);
    },
  };
}

function checked(name: string, node: Node | undefined): Node {
  if (!(node instanceof Node))
    throw new GraphError(
      'together',
      `'${name}' must be a node`,
      printed(node),
      'Give a record of nodes, as in together({ w, loss }).',
    );
  return node;
}

function named(names: readonly string[], values: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}
