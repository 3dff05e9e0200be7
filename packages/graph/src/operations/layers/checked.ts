import type { Shape } from '@thalweg/tensor';
import { NumericError } from '../../errors/numeric-error.ts';
import type { Node } from '../../node/node.ts';
import { operation } from '../../protocol/operation.ts';
import { type Domain, isInside, requirementOf } from '../../wire/wire.ts';

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

function checkConstant({ name, sourceValue }: Node, domain: Domain): void {
  const data = sourceValue?.complete === true ? sourceValue.storage?.data : undefined;
  const at = data?.findIndex(value => !isInside(domain, value)) ?? -1;
  if (at >= 0)
    throw new NumericError(
      domain.of,
      `'${name}' ${requirementOf(domain)}`,
      `${data![at]} at element ${at}`,
      domain.advice,
    );
}

/** The same rate, a scalar of some source; a pass fails if it is not in [0, 1). It has no gradient: a rate is no parameter. */
export function checkedRate(layer: string, rate: Node, source: string): Node {
  const check = operation({
    name: 'dropoutRate',
    shape: ([shape]) => shape!,
    kernel: (output, [given]) => {
      const value = given!.data[0]!;
      if (!(value >= 0 && value < 1))
        throw new NumericError(layer, 'the rate must be from 0 to below 1', String(value), `Check ${source}.`);
      output.data[0] = value;
    },
    call: ([given]) => ['checkedRate', layer, given, source],
    gradient: () => [undefined],
  });
  return check(rate);
}
