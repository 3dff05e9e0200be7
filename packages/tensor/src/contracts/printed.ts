/** Returns a value in a word, for an error: a text in quotes, a class by its name. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' && value !== null ? classOf(value) : String(value);
}

/** Returns the name of a class; data from outside may have a field of that name. */
function classOf({ constructor }: { readonly constructor?: unknown }): string {
  const { name } = Object(constructor) as { readonly name?: unknown };
  return typeof name === 'string' ? name : 'Object';
}
