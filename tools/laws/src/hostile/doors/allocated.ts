const names = ['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array', 'ArrayBuffer'] as const;

/** Returns the bytes of all typed arrays that a function makes by their number of elements, or from other arrays. */
export function allocatedIn(call: () => void): number {
  const host = globalThis as unknown as Record<string, new (...given: unknown[]) => { readonly byteLength: number }>;
  const own = names.map(name => host[name]!);
  let bytes = 0;
  names.forEach((name, at) => {
    host[name] = new Proxy(own[at]!, {
      construct(target, given: unknown[], newTarget) {
        const made = Reflect.construct(target, given, newTarget) as { readonly byteLength: number };
        if (!(given[0] instanceof ArrayBuffer)) bytes += made.byteLength;
        return made;
      },
    });
  });
  try {
    call();
  } finally {
    names.forEach((name, at) => (host[name] = own[at]!));
  }
  return bytes;
}
