import { SIDE, type Drawing } from './drawing.ts';

/** Pixels per letter: three, of two bits each. */
const EACH = 3;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Formats a drawing for an address: one letter for three pixels, with runs of empty letters shortened to their count. */
export function formatDrawing(drawing: Drawing): string {
  let text = '';
  for (let at = 0; at < SIDE * SIDE; at += EACH) {
    const [a, b = 0, c = 0] = drawing.subarray(at, at + EACH);
    text += LETTERS[a! * 16 + b * 4 + c]!;
  }
  return text.replace(/A+/g, run => (run.length < 4 ? run : `.${run.length}.`));
}

/** Parses the output of {@link formatDrawing}; returns `undefined` for any other text. */
export function parseDrawing(text: string): Drawing | undefined {
  if (text.length > SIDE * SIDE) return undefined;
  const letters = text.replace(/\.(\d{1,3})\./g, (_, count: string) => 'A'.repeat(Number(count)));
  const numbers = [...letters].map(letter => LETTERS.indexOf(letter));
  if (numbers.length !== Math.ceil((SIDE * SIDE) / EACH) || numbers.includes(-1)) return undefined;
  return Uint8Array.from(numbers.flatMap(number => [number >> 4, (number >> 2) & 3, number & 3])).slice(0, SIDE * SIDE);
}
