/** Returns `dense1` for `dense1/weight`. An optimizer’s register such as `adam.m(dense1/weight)` belongs to no layer. */
export function layerNamed(name: string | undefined): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(name ?? '')?.[1];
}
