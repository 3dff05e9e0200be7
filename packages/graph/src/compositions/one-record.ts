import { ShapeError, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { reshape } from '../operations/reshape.ts';
import { operation } from '../protocol/operation.ts';

/** Returns the shape of one row. A name may stand for another number of rows, which a pass refuses. */
function oneRow(x: Shape, rank: 1 | 2): Shape {
  if (x.length === rank && x.slice(1).every(length => typeof length === 'number')) {
    if (typeof x[0] === 'string' || x[0] === 1) return [1, ...x.slice(1)];
    throw new ShapeError(
      'recurrent',
      [x],
      'an event must be one record, a batch of one row',
      'Use learnRows for a batch, or a layer over sequences, such as gru, for several at once.',
    );
  }
  throw new ShapeError(
    'recurrent',
    [x],
    `the shape must be ${rank === 2 ? '[in] or [batch, in]' : '[] or [batch]'}`,
    'Reshape it.',
  );
}

/**
 * Returns an event, a batch of one row, unchanged: a vector of rank 2, or a number of rank 1. A pass with more rows is refused:
 * the state would be that of none of them.
 */
export function oneRecord(x: Node, rank: 1 | 2): Node {
  const apply = operation({
    name: 'oneRecord',
    shape: ([x]) => oneRow(x!, rank),
    kernel: { kind: 'alias' },
    call: ([x]) => ['oneRecord', x, rank],
    gradient: (upstream, [x]) => [reshape(upstream, x!.shape)],
  });
  return apply(x);
}
