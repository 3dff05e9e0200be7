/** Sets fields of an error that programs read and consoles do not print: the message says all of it. */
export function setHidden(error: Error, fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(error, name, { value, configurable: true, writable: true });
}
