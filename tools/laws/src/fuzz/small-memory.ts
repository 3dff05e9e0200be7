/** The number of elements above which this machine has no memory for an array. */
const LIMIT = 2 ** 22;

/**
 * Lets large typed arrays fail as they do on a machine without the memory for them, so that a run shows what becomes of sizes
 * beyond any memory and needs none itself.
 */
export function smallMemory(): void {
  const names = [
    'Float32Array',
    'Float64Array',
    'Int32Array',
    'Uint32Array',
    'Uint8Array',
    'Uint16Array',
    'ArrayBuffer',
  ];
  for (const name of names) {
    const host = globalThis as unknown as Record<string, { prototype: object }>;
    const limited = new Proxy(host[name]!, {
      construct(target, given: unknown[], newTarget) {
        if (typeof given[0] === 'number' && given[0] > LIMIT) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(target as unknown as () => unknown, given, newTarget) as object;
      },
    });
    Object.defineProperty(limited.prototype, 'constructor', { value: limited, writable: true, configurable: true });
    host[name] = limited;
  }
}
