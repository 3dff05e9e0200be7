const BANDS = 16;

/** Returns the number of the band in which each height lies. Bands are narrower near the lowest height, where descents end. */
export function bandsOf(heights: ArrayLike<number>): Uint8Array {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < heights.length; i++) {
    lowest = Math.min(lowest, heights[i]!);
    highest = Math.max(highest, heights[i]!);
  }
  const range = highest - lowest || 1;
  return Uint8Array.from({ length: heights.length }, (_, i) =>
    Math.min(Math.floor(Math.cbrt((heights[i]! - lowest) / range) * BANDS), BANDS - 1),
  );
}

/** A colour from 0 to 255. */
type Colour = readonly [red: number, green: number, blue: number];

/** Paints bands from `paper`, the lowest, to a share of `ink`; a line in `ink` lies where two bands meet. */
export function paintBands(
  bands: Uint8Array,
  columns: number,
  pixels: Uint8ClampedArray,
  paper: Colour,
  ink: Colour,
): void {
  bands.forEach((band, i) => {
    const isEdge = band !== (bands[i + 1] ?? band) || band !== (bands[i + columns] ?? band);
    const share = 0.25 * (band / (BANDS - 1)) + (isEdge && (i + 1) % columns !== 0 ? 0.25 : 0);
    for (let channel = 0; channel < 3; channel++)
      pixels[4 * i + channel] = paper[channel]! + share * (ink[channel]! - paper[channel]!);
    pixels[4 * i + 3] = 255;
  });
}
