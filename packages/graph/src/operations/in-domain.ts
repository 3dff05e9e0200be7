import type { Shape } from '@thalweg/tensor';
import { NumericError } from '../errors/numeric-error.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { isInside, requirementOf, type Domain } from '../wire/domain.ts';

/**
 * `y = x`, for a computation that is only right for the numbers of a domain. What an input is fed is checked when a record
 * enters, at no cost in a pass: the input itself, or what is only reshaped or cast on the way here. A constant is checked at
 * once; numbers that are computed, or `set`, are not checked.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y`
 * - **Throws** `NumericError` for a constant outside of the domain
 */
export function inDomain<S extends Shape>(x: Node<S>, domain: Domain): Node<S> {
  checkConstant(x as Node, domain);
  const apply = operation({
    name: 'inDomain',
    shape: ([input]) => input!,
    dtype: ([dtype]) => dtype!,
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        inDomain(mapped!, domain),
    call: ([input]) => ['inDomain', input, domain],
    gradient: upstream => [upstream],
    domain,
  });
  return apply(x as Node) as Node<S>;
}

function checkConstant({ name, cell }: Node, domain: Domain): void {
  const data = cell?.complete === true ? cell.storage?.data : undefined;
  const at = data?.findIndex(value => !isInside(domain, value)) ?? -1;
  if (at >= 0)
    throw new NumericError(
      domain.of,
      `'${name}' ${requirementOf(domain)}`,
      `${data![at]} at element ${at}`,
      domain.advice,
    );
}
