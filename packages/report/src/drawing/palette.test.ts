import { describe, expect, it } from 'vitest';
import { dark, HEAT_LEVELS, light, RUN_COLOURS } from './palette.ts';

/** The contrast of two colours by WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [one, other] = [a, b].map(luminance).sort((x, y) => y - x);
  return (one! + 0.05) / (other! + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s colours', (_, palette) => {
  it('have a contrast of 4.5 : 1 for texts', () => {
    for (const ground of [palette.page, palette.surface, palette.grid])
      for (const text of [palette.text, palette.quiet, palette.accent])
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    expect([palette.heat.length, palette.heatText.length]).toEqual([HEAT_LEVELS, HEAT_LEVELS]);
    palette.heat.forEach((fill, i) => expect(contrast(palette.heatText[i]!, fill)).toBeGreaterThanOrEqual(4.5));
  });

  it('have a contrast of 3 : 1 for lines', () => {
    expect(palette.runs).toHaveLength(RUN_COLOURS);
    for (const line of [...palette.runs, palette.warning])
      expect(contrast(line, palette.surface)).toBeGreaterThanOrEqual(3);
  });
});

it('measures 21 : 1 between black and white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
});
