import { printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { nodeOf } from '../node/node.ts';
import type { TensorLike } from '@thalweg/tensor';
import type { Circuit } from '../frame/circuit.ts';
import { enter, prepareWrite } from '../sources/writes.ts';
import type { Source } from '../sources/source.ts';

/**
 * Sets the values of several sources in one pass, so that no subscriber sees some of them without the others. They stay until
 * the next values. If one does not fit, none is set. Sources of separate circuits have one pass for each circuit.
 *
 * - **Throws** `ShapeError`, `DtypeError` for a value that does not fit; `GraphError` as {@link Source.set} does
 *
 * @example
 * feed([x, 1], [z, 2]);
 */
export function feed(...pairs: readonly (readonly [source: Source, value: TensorLike])[]): void {
  const circuits = new Map<Circuit, (() => void)[]>();
  for (const pair of pairs) {
    if (!Array.isArray(pair))
      throw new GraphError(
        'feed',
        'each value must be in a pair with its source',
        printed(pair),
        'Try feed([x, 1], [y, 2]).',
      );
    const [source, value] = pair as (typeof pairs)[number];
    const root = nodeOf('feed', source).circuit.root();
    const writes = circuits.get(root);
    if (writes === undefined) circuits.set(root, [prepareWrite(source, value)]);
    else writes.push(prepareWrite(source, value));
  }
  for (const [circuit, writes] of circuits)
    enter(circuit, pairs[0]![0].name, () => {
      for (const write of writes) write();
    });
}
