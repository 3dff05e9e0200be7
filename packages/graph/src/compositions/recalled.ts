import type { Node } from '../node/node.ts';
import { mul } from '../operations/mul.ts';
import { neg } from '../operations/neg.ts';
import { reshape } from '../operations/reshape.ts';
import { operation } from '../protocol/operation.ts';

/** The real part of a carry: its derivatives by the parts of a complex number are Re e and −Im e of the trace e. */
export const recalledReal: (...inputs: Node[]) => Node = /* @__PURE__ */ recalling('recalledReal', (re, im) => [
  re,
  neg(im),
]);

/** The imaginary part of a carry: its derivatives are Im e and Re e. */
export const recalledImaginary: (...inputs: Node[]) => Node = /* @__PURE__ */ recalling(
  'recalledImaginary',
  (re, im) => [im, re],
);

/** An identity whose local gradient by λ and W, its next four inputs, are the traces, the last four. */
function recalling(name: string, by: (re: Node, im: Node) => readonly [Node, Node]): (...inputs: Node[]) => Node {
  return operation({
    name,
    shape: ([carry]) => carry!,
    kernel: { kind: 'alias' },
    gradient: (upstream, [, ...inputs]) => {
      const [decayRe, decayIm, weightRe, weightIm] = inputs.slice(4) as [Node, Node, Node, Node];
      const units = reshape(upstream, decayRe.shape);
      return [
        upstream,
        ...[...by(decayRe, decayIm), ...by(weightRe, weightIm)].map(slope => mul(units, slope) as Node),
      ];
    },
  });
}
