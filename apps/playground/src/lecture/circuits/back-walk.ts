import type { Node } from '@thalweg/graph';
import { numberText } from '@thalweg/inspect/number-text';
import { BehaviorSubject } from 'rxjs';
import { type Arrival, wayBack } from './way-back.ts';

/** The progress of a gradient on its way back. */
export interface BackWalkState {
  /** The nodes that it has arrived at. */
  readonly arrived: ReadonlySet<Node>;
  /** The last of them, which is the one to look at. */
  readonly at: Node;
}

/** Follows a gradient back through a circuit, one box after the other. */
export class BackWalk {
  readonly state$: BehaviorSubject<BackWalkState>;
  readonly #root: Node;
  #journeys = 0;

  /** Begins where the gradient has arrived at a node already. */
  constructor(root: Node, at: Node) {
    this.#root = root;
    this.state$ = new BehaviorSubject<BackWalkState>({ arrived: new Set([root, ...wayBack(root, at)]), at });
  }

  /** Goes back to a node; `travel` shows each part of the way. Another journey ends this one where it is. */
  async goTo(node: Node, travel: (to: Node) => Promise<void>): Promise<void> {
    const journey = ++this.#journeys;
    for (const next of wayBack(this.#root, node)) {
      if (this.state$.value.arrived.has(next)) continue;
      await travel(next);
      if (journey !== this.#journeys) return;
      this.#arrive(next);
    }
    this.#arrive(node);
  }

  /** Returns the first node on the way to another where nothing has arrived yet; undefined if all of it is done. */
  nextTo(node: Node): Node | undefined {
    return wayBack(this.#root, node).find(one => !this.state$.value.arrived.has(one));
  }

  /** Ends a journey that is on its way. */
  close(): void {
    this.#journeys++;
    this.state$.complete();
  }

  #arrive(at: Node): void {
    this.state$.next({ arrived: new Set([...this.state$.value.arrived, at]), at });
  }
}

/** Formats an arrival as on the wire: `−4 × 1 = −4`; `1` where the way back begins. */
export function arrivalText(arrival: Arrival | undefined): string {
  if (arrival === undefined) return '1';
  const { upstream, local, product } = arrival;
  return `${numberText(upstream)} × ${factorText(local)} = ${numberText(product)}`;
}

/** Formats a number after a sign: a negative one in brackets. */
export function factorText(value: number): string {
  return value < 0 ? `(${numberText(value)})` : numberText(value);
}

/** A circuit of the lecture: its root, and all of its nodes by name. */
export interface NamedNodes<Name extends string> {
  readonly root: Node;
  readonly nodes: Readonly<Record<Name, Node>>;
}

/** Returns the name in a text if a node has it. */
export function nameIn<Name extends string>({ nodes }: NamedNodes<Name>, text: string | undefined): Name | undefined {
  return text !== undefined && Object.hasOwn(nodes, text) ? (text as Name) : undefined;
}

/** Returns the name of a node. */
export function nameOf<Name extends string>({ nodes }: NamedNodes<Name>, node: Node): Name {
  return (Object.keys(nodes) as Name[]).find(name => nodes[name] === node)!;
}
