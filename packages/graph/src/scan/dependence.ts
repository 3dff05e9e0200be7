import type { Node } from '../node/node.ts';

/** The nodes that depend on the placeholders of a loop. */
export class Dependence {
  /** The nodes that vary from step to step, inputs first, with the placeholders that are reached. */
  readonly varying: Node[];
  readonly #varies = new Set<Node>();
  readonly #onCarry = new Set<Node>();

  constructor(roots: readonly Node[], carries: readonly Node[], slices: readonly Node[]) {
    const found = new Set(roots);
    for (const node of found) for (const input of node.inputs) found.add(input);
    for (const carry of carries) this.#onCarry.add(carry);
    for (const source of [...carries, ...slices]) this.#varies.add(source);
    const sorted = [...found].sort((a, b) => a.height - b.height);
    for (const node of sorted) {
      if (node.inputs.some(input => this.#varies.has(input))) this.#varies.add(node);
      if (node.inputs.some(input => this.#onCarry.has(input))) this.#onCarry.add(node);
    }
    this.varying = sorted.filter(node => this.#varies.has(node));
  }

  /** Adds nodes that depend on the step before. */
  addOnCarry(...nodes: readonly Node[]): void {
    for (const node of nodes) {
      this.varying.push(node);
      this.#varies.add(node);
      this.#onCarry.add(node);
    }
  }

  /** True if a node may have another value at each step. */
  varies(node: Node): boolean {
    return this.#varies.has(node);
  }

  /** True if it depends on the step before. */
  isOnCarry(node: Node): boolean {
    return this.#onCarry.has(node);
  }
}
