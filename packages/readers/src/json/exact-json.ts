const LONG = /\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHOLE = /^-?\d+$/;

/**
 * Returns the value of a JSON text as `JSON.parse` does, but a whole number past 2⁵³ as the text of its digits, which a number
 * would not keep.
 *
 * - **Throws** `SyntaxError` for what is no JSON
 */
export function exactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG.test(text)) return value;
  const exact = withQuotedNumbers(text);
  return exact === text ? value : JSON.parse(exact);
}

/** Returns a JSON text with quotes around the whole numbers past 2⁵³. A long text with many escapes is too much for a pattern. */
function withQuotedNumbers(text: string): string {
  let exact = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at + 1);
    if (code !== MINUS && !(code >= ZERO && code <= NINE)) continue;
    NUMBER.lastIndex = at;
    const [token] = NUMBER.exec(text) as unknown as [string];
    if (WHOLE.test(token) && !Number.isSafeInteger(Number(token))) {
      exact += `${text.slice(copied, at)}"${token}"`;
      copied = at + token.length;
    }
    at += token.length - 1;
  }
  return copied === 0 ? text : exact + text.slice(copied);
}

/** Returns the offset of the quote that ends a text. */
function endOfText(json: string, from: number): number {
  let at = from;
  for (let code; (code = json.charCodeAt(at)) !== QUOTE; at++) if (code === BACKSLASH) at++;
  return at;
}

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
