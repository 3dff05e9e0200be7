import { Node } from '../node/node.ts';
import type { LoopOutput } from '../wire/kernel.ts';

/** A result of a scan: the values of a node of the body at all steps, or the last value of a carry. */
export type NodePart = { readonly stack: Node } | { readonly last: number };

/** The upstream gradient of one result of a scan: of the values of a node of the body, or of the last value of a carry. */
export interface PartAdjoint {
  readonly part: NodePart;
  readonly upstream: Node;
}

/** The adjoint of a scan: the upstream gradients of its results. It has no elements; the gradient of the scan reads its inputs. */
export class PartAdjoints extends Node {
  readonly adjoints: readonly PartAdjoint[];

  constructor(adjoints: readonly PartAdjoint[]) {
    super({
      name: 'scan',
      shape: [0],
      dtype: 'float32',
      inputs: adjoints.map(({ upstream }) => upstream),
      rule: {
        name: 'scan',
        kernel: {
          kind: 'loop',
          loop: 'zeros',
          parameters: {},
          shapeOnly: adjoints.map((_, position) => position),
          bind: (output: LoopOutput) => () => void output.write(),
        },
        shape: () => [0],
        accumulate: terms => new PartAdjoints(terms.flatMap(term => (term as PartAdjoints).adjoints)) as Node,
      },
    });
    this.adjoints = adjoints;
  }
}
