import { gradients, Parameter, type Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import { Subscription } from 'rxjs';
import type { NamedCircuit } from './named-circuit.ts';

/** How many of those that are known were computed anew. */
export interface Recomputed {
  readonly operations: number;
  readonly ofOperations: number;
  readonly gradients: number;
  readonly ofGradients: number;
}

/** Listens to all that is known of a circuit, and counts what a change computes anew. */
export class Recount {
  #operations = new Told([]);
  #gradients = new Told([]);

  /** Listens to these values and gradients, and to nothing else. */
  follow({ root }: NamedCircuit, { values, gradients: known }: Revealed): void {
    this.close();
    const all = gradients(root);
    this.#operations = new Told([...values].filter(node => !(node instanceof Parameter)));
    this.#gradients = new Told([...known].map(node => all.of(node)));
  }

  /** What a change computes anew. */
  during(change: () => void): Recomputed {
    const [operations, gradients] = [this.#operations, this.#gradients];
    for (const { told } of [operations, gradients]) told.clear();
    change();
    return {
      operations: operations.told.size,
      ofOperations: operations.size,
      gradients: gradients.told.size,
      ofGradients: gradients.size,
    };
  }

  close(): void {
    this.#operations.subscription.unsubscribe();
    this.#gradients.subscription.unsubscribe();
  }
}

/** Which of some nodes told a value. Two of them may be one node: a sum passes its own gradient on to both its inputs. */
class Told {
  readonly told = new Set<number>();
  readonly subscription = new Subscription();
  readonly size: number;

  constructor(nodes: readonly Node[]) {
    this.size = nodes.length;
    nodes.forEach((node, index) => {
      // What cannot be computed is told of elsewhere; it ends the listening here.
      const add = (): unknown => this.told.add(index);
      this.subscription.add(node.subscribe({ next: add, error: add }));
    });
  }
}
