import type { Sizes, Tensor, TypedArray } from '@thalweg/tensor';
import { failureOf } from '../frame/failure-of.ts';
import { Frame } from '../frame/frame.ts';
import { interpreter } from '../frame/interpreter.ts';
import type { Node } from '../node/node.ts';
import type { Slot } from '../wire/slot.ts';
import { Storage } from '../wire/storage.ts';

/** Computes nodes for other elements of a source, in its own frame: it writes nothing and emits nothing. */
export class Probe {
  readonly #frame: Frame;
  readonly #executor = interpreter();
  readonly #slots: readonly Slot[];

  constructor(outputs: readonly Node[], training: boolean) {
    this.#frame = new Frame({ training });
    this.#slots = outputs.map(node => this.#frame.demand(node));
    this.#frame.pass(this.#executor);
  }

  /** Returns the value of an output, or throws the error that prevented it. */
  value(output: number): Tensor {
    const slot = this.#slots[output]!;
    const failure = failureOf(slot);
    if (failure !== undefined) throw failure.error;
    return slot.observe();
  }

  /** Returns the value of a node; none if it has none here. */
  of(node: Node): Tensor | undefined {
    const slot = this.#frame.find(node);
    return slot?.status === 'ready' && slot.storage !== undefined ? slot.observe() : undefined;
  }

  /** Returns the first output, a scalar, for other elements of a source. */
  at(source: Node, elements: TypedArray, shape: Sizes): number {
    const slot = this.#frame.find(source);
    slot?.feed(new Storage(elements, true, true), shape);
    this.#frame.pass(this.#executor);
    slot?.feed();
    return this.value(0).item();
  }

  close(): void {
    this.#frame.close();
  }
}
