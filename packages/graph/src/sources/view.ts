import type { Shape } from '@thalweg/tensor';
import { Node, type NodeParts, type Target, type Writable } from '../node/node.ts';

/** A register as some rules see it: a node that reads it, and knows how to write it. */
export class View<S extends Shape = Shape> extends Node<S> implements Writable<S> {
  readonly target: Target;

  constructor(parts: NodeParts<S>, target: Target) {
    super(parts);
    this.target = target;
  }
}
