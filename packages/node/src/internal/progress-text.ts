/** Formats a figure: numbers with four digits that count. */
export function figureText(figure: number | string): string {
  if (typeof figure === 'string' || Number.isInteger(figure)) return String(figure);
  return figure.toPrecision(4);
}

/** Formats a number of records in a second. */
export function rateText(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))}/s`;
}

/** Formats a time in seconds. */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
