/**
 * Returns the roots of t³ + pt + q, the largest first, if all three are real.
 *
 * - **Source** Nickalls, "A New Approach to Solving the Cubic: Cardan's Solution Revealed", 1993, case δ < 0
 */
export function cubicRoots(p: number, q: number): readonly [number, number, number] {
  const radius = 2 * Math.sqrt(-p / 3);
  const angle = Math.acos((3 * q) / (p * radius)) / 3;
  const root = (k: number): number => radius * Math.cos(angle - (2 * Math.PI * k) / 3);
  return [root(0), root(1), root(2)];
}
