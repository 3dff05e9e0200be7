/** Marks of racers, centred at (0, 0) and ten pixels wide, for readers who cannot tell the colours apart. */
const marks = [
  'M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z',
  'M-4.5-4.5H4.5V4.5H-4.5Z',
  'M0-6L6 0L0 6L-6 0Z',
  'M0-6L5.5 4.5H-5.5Z',
  'M0 6L5.5-4.5H-5.5Z',
  'M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z',
  'M-3-5.5H3L6 0L3 5.5H-3L-6 0Z',
  'M-5.5-5.5L0-2.5L5.5-5.5L2.5 0L5.5 5.5L0 2.5L-5.5 5.5L-2.5 0Z',
] as const;

/** Returns the mark of a racer as an SVG path. */
export const markOf = (number: number): string => marks[number % marks.length]!;
