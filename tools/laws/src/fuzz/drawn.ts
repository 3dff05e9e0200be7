/** A value for a call, with the words to make it again. */
export interface Drawn {
  readonly value: unknown;
  /** As it would be written in a program. */
  readonly text: string;
}

/** Returns a value of numbers, texts, arrays and plain objects. */
export function plain(value: unknown): Drawn {
  return { value, text: textOf(value) };
}

function textOf(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${textOf(field)}`);
  return `{ ${fields.join(', ')} }`;
}

/** Returns an array of values. */
export function arrayOf(items: readonly Drawn[]): Drawn {
  return { value: items.map(({ value }) => value), text: `[${items.map(({ text }) => text).join(', ')}]` };
}

/** Returns an object of values. */
export function objectOf(fields: readonly (readonly [string, Drawn])[]): Drawn {
  return {
    value: Object.fromEntries(fields.map(([name, { value }]) => [name, value])),
    text: `{ ${fields.map(([name, { text }]) => `${name}: ${text}`).join(', ')} }`,
  };
}
