import { notCalled } from './exceptions.ts';
import type { Callable, Callables, Kind, Signature } from './kind.ts';

/** An export that returns a value of some name. */
export interface Producer {
  readonly callable: Callable;
  readonly signature: Signature;
}

/** An export that takes a value of some name, at a place. */
export interface Consumer extends Producer {
  readonly at: number;
}

/** The exports of packages. */
export type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Finds the exports that make a thing of a name, such as a `Detector`, and calls them. */
export class Producers {
  readonly #modules: Modules;
  readonly #byName = new Map<string, Producer[]>();
  readonly #consumers = new Map<string, Consumer[]>();

  constructor({ callables, kinds }: Callables, modules: Modules) {
    this.#modules = modules;
    for (const callable of callables)
      for (const signature of callable.signatures) {
        const name = nameOf(kinds[signature.returns]!);
        const known = this.#byName.get(name) ?? [];
        if (name !== '') this.#byName.set(name, [...known, { callable, signature }]);
        this.#addConsumer(callable, signature, kinds);
      }
  }

  #addConsumer(callable: Callable, signature: Signature, kinds: readonly Kind[]): void {
    if (callable.name in notCalled) return;
    signature.parameters.forEach(({ kind }, at) => {
      for (const name of namesIn(kinds[kind]!, kinds))
        this.#consumers.set(name, [...(this.#consumers.get(name) ?? []), { callable, signature, at }]);
    });
  }

  consumersOf(name: string): readonly Consumer[] {
    return this.#consumers.get(name) ?? [];
  }

  of(name: string): readonly Producer[] {
    return this.#byName.get(name) ?? [];
  }

  /** True if an export makes such a thing. */
  makes(kind: Kind): boolean {
    return this.#byName.has(nameOf(kind));
  }

  call({ package: from, name, construct }: Callable, given: readonly unknown[]): unknown {
    const found = name
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], this.#modules[from]);
    return construct
      ? Reflect.construct(found as new () => unknown, given)
      : (found as (...given: unknown[]) => unknown)(...given);
  }
}

/** The names of the things that a parameter may be. */
function namesIn(kind: Kind, kinds: readonly Kind[]): string[] {
  const names = kind.of === 'union' ? kind.kinds.map(one => nameOf(kinds[one]!)) : [nameOf(kind)];
  return [...new Set(names)].filter(name => name !== '');
}

/** The name of a thing that is made by a function of ours alone. */
function nameOf(kind: Kind): string {
  const named = kind.of === 'object' || kind.of === 'function';
  return named &&
    !/^(__type|__object|Node|Observable|Dataset|Promise|Record|Readonly|Partial|Required|Pick|Omit)?$/.test(kind.name)
    ? kind.name
    : '';
}
