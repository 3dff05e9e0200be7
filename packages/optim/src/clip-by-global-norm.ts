import { add, cast, constant, div, mul, minimum, sqrt, square, sum, type Node } from '@thalweg/graph';
import { checkRange, hyperparameter, type Hyperparameter } from './hyperparameter.ts';
import type { Transform } from './transform.ts';

/**
 * Scales all gradients by one factor so that their common norm is at most `limit`: `g ← g · min(1, limit/‖g‖)`.
 *
 * - **Source** Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013, §3.2
 */
export function clipByGlobalNorm(limit: Hyperparameter): Transform {
  checkRange('clipByGlobalNorm', 'limit', limit, { least: 0 });
  return gradients => {
    const bound = hyperparameter('limit', limit, () => gradients.step);
    const squares = gradients.parameters.map(parameter => cast(sum(square(gradients.of(parameter))) as Node<readonly []>, 'float64'));
    const norm = sqrt(squares.reduce((total, one) => add(total, one) as Node<readonly []>, constant(0, { dtype: 'float64' })));
    const factor = minimum(1, div(bound, norm));
    return gradients.map(g => mul(g, cast(factor, g.dtype)) as Node);
  };
}
