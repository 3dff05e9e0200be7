/** Returns a text, or its first characters if it has more than so many: what comes from a file may be of any length. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Sets fields of an error that programs read and consoles do not print: the message says all of it. */
export function setHidden(error: Error, fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(error, name, { value, configurable: true, writable: true });
}
