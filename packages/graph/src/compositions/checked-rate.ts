import { NumericError } from '../errors/numeric-error.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

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
