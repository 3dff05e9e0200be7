const LONG = /\d{16}/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
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
  const exact = text.replace(TOKEN, token =>
    WHOLE.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  return exact === text ? value : JSON.parse(exact);
}
