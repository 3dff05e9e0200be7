import { clip, div, elementwise, mul, scalar, type Node } from '@thalweg/graph';

/**
 * The absolute value of differences, with a parabola in the place of its kink: `d²/2w` where `|d| < w`, else `|d| − w/2`.
 * Nothing overflows.
 *
 * - **Shape** `d: S → S`
 * - **Gradient** `∂d = ∂y·clip(d, −w, w)/w`
 */
export function smoothAbsolute(d: Node, width: number): Node {
  const smooth = elementwise<(d: Node) => Node>('smoothAbsolute', {
    formula: difference => {
      const distance = scalar.abs(difference!);
      const inner = scalar.min(distance, width);
      return scalar.mul(scalar.div(inner, width), scalar.sub(distance, scalar.div(inner, 2)));
    },
    call: ([x]) => ['smoothAbsolute', x, width],
    gradient: (upstream, [x]) => [mul(upstream, div(clip(x!, { min: -width, max: width }), width))],
  });
  return smooth(d);
}
