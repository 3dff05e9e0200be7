import { notEqual, reshape, where, type Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** The targets that count. */
export interface Ignoring {
  /** True for a target that counts; `undefined` if all do. */
  readonly counted: Node | undefined;
  /** Puts 0 in the place of what belongs to the other targets, so that nothing there matters. */
  readonly keep: (x: Node) => Node;
}

/** Returns which targets count: all but a certain number, if there is one. */
export function ignoring(loss: string, targets: Node, ignore: number | undefined): Ignoring {
  if (ignore === undefined) return { counted: undefined, keep: x => x };
  if (!(targets.dtype === 'int32' ? Number.isInteger(ignore) : Number.isFinite(ignore)))
    throw new ContractError(
      loss,
      `ignore must be a ${targets.dtype === 'int32' ? 'whole' : 'finite'} number, a target that stands for a missing one`,
      printed(ignore),
      'Try -100.',
    );
  const counted: Node = notEqual(targets, ignore);
  const rows = (): Node => reshape(counted, [...targets.shape, 1]);
  return { counted, keep: x => where(x.shape.length > targets.shape.length ? rows() : counted, x, 0) };
}
