/** Returns a report that prints as a table: `toString` is not among its fields. */
export function withTable<T extends object>(report: T, print: (report: T) => string): T {
  return Object.defineProperty(report, 'toString', { value: () => print(report) });
}
