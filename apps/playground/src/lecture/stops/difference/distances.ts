/** The number of positions of the slider, from h = 0.1 to 10⁻¹⁵. */
export const PLACES = 140;

/** Returns the distance h at a position of the slider: ten positions divide it by ten. */
export function distanceAt(place: number): number {
  return Number((10 ** (-1 - place / 10)).toPrecision(3));
}

/** Returns the position of a distance. */
export function placeOf(h: number): number {
  return Math.round(10 * (-Math.log10(h) - 1));
}
