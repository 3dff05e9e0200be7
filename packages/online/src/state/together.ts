import type { Savable, Saved } from '@thalweg/train';

/** Returns several states as one: all are restored, or none. */
export function together(parts: Readonly<Record<string, Savable>>): Savable {
  const named = Object.entries(parts);
  return {
    save: () => {
      const kept = named.map(([part, savable]) => [part, savable.save()] as const);
      const tensors = kept.flatMap(([part, saved]) =>
        Object.entries(saved.tensors).map(([name, value]) => [`${part}/${name}`, value] as const),
      );
      return {
        tensors: Object.fromEntries(tensors),
        values: Object.fromEntries(kept.map(([part, { values }]) => [part, values])),
      };
    },
    prepare: (saved, fitting) => {
      const puts = named.map(([part, savable]) => savable.prepare(partOf(saved, part), fitting?.within(part)));
      return () => {
        for (const put of puts) put();
      };
    },
  };
}

function partOf({ tensors, values }: Saved, part: string): Saved {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${part}/`));
  return {
    tensors: Object.fromEntries(own.map(([name, value]) => [name.slice(part.length + 1), value])),
    values: (values[part] ?? {}) as Saved['values'],
  };
}
