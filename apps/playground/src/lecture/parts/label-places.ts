/**
 * Returns the places of labels beside curves: as near as possible to where each belongs, in the same order, and at least a
 * line apart, within the bounds.
 */
export function labelPlaces(
  wanted: readonly number[],
  { line, least, most }: { readonly line: number; readonly least: number; readonly most: number },
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = [...wanted];
  let free = least;
  for (const i of order) {
    places[i] = Math.max(places[i]!, free);
    free = places[i]! + line;
  }
  let end = most;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i]!, end);
    end = places[i]! - line;
  }
  return places;
}
