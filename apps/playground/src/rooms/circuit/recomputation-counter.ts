import { gradients, type Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import { Subscription } from 'rxjs';
import type { NamedCircuit } from './named-circuit.ts';

/** The number of revealed values and gradients, and how many of them were recomputed. */
export interface Recomputed {
  readonly operations: number;
  readonly ofOperations: number;
  readonly gradients: number;
  readonly ofGradients: number;
}

/** Subscribes to everything revealed of a circuit, and counts what a change recomputes. */
export class RecomputationCounter {
  #operations = new EmissionCount([]);
  #gradients = new EmissionCount([]);

  /** Subscribes to the revealed values and gradients, and drops earlier subscriptions. */
  follow({ root }: NamedCircuit, { values, gradients: known }: Revealed): void {
    this.close();
    const all = gradients(root);
    this.#operations = new EmissionCount([...values].filter(node => node.inputs.length > 0));
    this.#gradients = new EmissionCount([...known].map(node => all.of(node)));
  }

  /** Makes a change and counts what it recomputes. */
  countDuring(change: () => void): Recomputed {
    const [operations, gradients] = [this.#operations, this.#gradients];
    for (const { emitted } of [operations, gradients]) emitted.clear();
    change();
    return {
      operations: operations.emitted.size,
      ofOperations: operations.size,
      gradients: gradients.emitted.size,
      ofGradients: gradients.size,
    };
  }

  close(): void {
    this.#operations.subscription.unsubscribe();
    this.#gradients.subscription.unsubscribe();
  }
}

/** Counts which of some nodes emit. The same node may occur twice: a sum passes one gradient on to both its inputs. */
class EmissionCount {
  readonly emitted = new Set<number>();
  readonly subscription = new Subscription();
  readonly size: number;

  constructor(nodes: readonly Node[]) {
    this.size = nodes.length;
    nodes.forEach((node, index) => {
      // An error counts as an emission and ends the subscription; the room shows it elsewhere.
      const add = (): unknown => this.emitted.add(index);
      this.subscription.add(node.subscribe({ next: add, error: add }));
    });
  }
}
