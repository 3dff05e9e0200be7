/** Characters that take two columns of a terminal, and those that take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Returns the number of columns that a text takes in a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

/** Returns the beginning of a text, as much of it as fits into so many columns. */
export function fitted(text: string, columns: number): string {
  let left = columns;
  let beginning = '';
  for (const character of text) {
    left -= columnsOfOne(character);
    if (left < 0) break;
    beginning += character;
  }
  return beginning;
}

function columnsOfOne(character: string): number {
  if (character < '\u0300') return 1;
  if (WIDE.test(character)) return 2;
  return NARROWEST.test(character) ? 0 : 1;
}

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
