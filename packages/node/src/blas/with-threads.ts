import type { Koffi } from './load-koffi.ts';

/** The variables that libraries read their number of threads from, when they are loaded or first used. */
const VARIABLES = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'BLIS_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
] as const;

/**
 * Returns what `load` returns, while the environment of the process asks for so many threads. The functions that change the
 * number later are not used: with some builds of OpenBLAS, a process that called them crashes when it ends.
 */
export function withThreads<T>(koffi: Koffi, threads: number, load: () => T): T {
  const environment = environmentOf(koffi);
  const before = VARIABLES.map(name => [name, environment.get(name)] as const);
  for (const name of VARIABLES) environment.set(name, String(threads));
  try {
    return load();
  } finally {
    for (const [name, value] of before) environment.set(name, value ?? undefined);
  }
}

interface Environment {
  get(name: string): string | null | undefined;
  set(name: string, value: string | undefined): void;
}

/** The environment that libraries see. In a worker, `process.env` is but a copy. */
function environmentOf(koffi: Koffi): Environment {
  if (process.platform === 'win32')
    return {
      get: name => process.env[name],
      set: (name, value) => {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      },
    };
  const own = koffi.load(null);
  const get = own.func('getenv', 'string', ['string']);
  const set = own.func('setenv', 'int', ['string', 'string', 'int']);
  const unset = own.func('unsetenv', 'int', ['string']);
  return {
    get: name => get(name) as string | null,
    set: (name, value) => void (value === undefined ? unset(name) : set(name, value, 1)),
  };
}
