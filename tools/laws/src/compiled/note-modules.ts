import { vi } from 'vitest';

interface Host {
  readonly WebAssembly: Record<
    'Memory' | 'Module' | 'Instance' | 'Table' | 'RuntimeError',
    new (...of: never[]) => object
  >;
}

/** Notes how many modules are compiled from now on, until globals are no longer stubbed. */
export function noteModules(): { count: number } {
  const noted = { count: 0 };
  const { WebAssembly } = globalThis as unknown as Host;
  class Module extends WebAssembly.Module {
    constructor(...of: never[]) {
      super(...of);
      noted.count++;
    }
  }
  const { RuntimeError, Memory, Table, Instance } = WebAssembly;
  vi.stubGlobal('WebAssembly', { RuntimeError, Memory, Table, Instance, Module });
  return noted;
}
