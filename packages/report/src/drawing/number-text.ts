const FORMATS = /* @__PURE__ */ formats({
  whole: { maximumFractionDigits: 0 },
  plain: { maximumSignificantDigits: 5 },
  scientific: { notation: 'scientific', maximumSignificantDigits: 4 },
  axis: { notation: 'compact', maximumSignificantDigits: 4 },
});

/** Returns a number as the tables of a report show it: five digits at most, whole numbers with all of theirs. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return formatted(value, kindOf(value));
}

/** Returns a number as the axes of a chart show it: `1.5k`, `0.02`, `1e−6`. */
export function axisText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return formatted(value, 'scientific');
  return formatted(value, 'axis').replace('K', 'k');
}

function kindOf(value: number): keyof typeof FORMATS {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return 'whole';
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return 'scientific';
  return size >= 1e5 ? 'whole' : 'plain';
}

function formatted(value: number, kind: keyof typeof FORMATS): string {
  return FORMATS[kind].format(value).replace('E', 'e').replaceAll('-', '−');
}

function formats<K extends string>(
  options: Readonly<Record<K, Intl.NumberFormatOptions>>,
): Readonly<Record<K, Intl.NumberFormat>> {
  const made = Object.entries<Intl.NumberFormatOptions>(options).map(([kind, option]) => [
    kind,
    new Intl.NumberFormat('en', option),
  ]);
  return Object.fromEntries(made) as Record<K, Intl.NumberFormat>;
}
