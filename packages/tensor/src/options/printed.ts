/** Returns a value in a few words, for an error: a text in quotes, an object by its class. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return value.length > LONGEST ? `'${value.slice(0, LONGEST)}…'` : `'${value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = classOf(value);
  return name === undefined ? 'an object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

const LONGEST = 60;

function classOf(value: object): string | undefined {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor !== Object && constructor.name !== ''
    ? constructor.name
    : undefined;
}
