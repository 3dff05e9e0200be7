/** An import statement with names in braces, as the formatter writes it. */
const IMPORT = /^import (type )?\{([^}]*)\} from '([^']+)';\n/gm;

/**
 * Returns one module from several, in their order: imports from packages are merged, with `thalweg/…` for `@thalweg/…`, those
 * from other files are left out, and nothing is exported.
 */
export function joinModules(modules: readonly string[]): string {
  const imported = new Map<string, Set<string>>();
  const bodies = modules.map(text =>
    text
      .replaceAll(IMPORT, (_, type: string | undefined, names: string, from: string) => {
        if (from.startsWith('.')) return '';
        const listed = imported.get(from) ?? new Set<string>();
        for (const name of names.split(',').map(one => one.trim()))
          if (name !== '') listed.add(type === undefined ? name : `type ${name}`);
        imported.set(from, listed);
        return '';
      })
      .replaceAll(/^export /gm, '')
      .trim(),
  );
  const head = [...imported].sort(([a], [b]) => a.localeCompare(b)).map(([from, names]) => importOf(from, names));
  return `${head.join('\n')}\n\n${bodies.join('\n\n')}\n`;
}

function importOf(from: string, names: ReadonlySet<string>): string {
  // What is imported as a value is not imported again as a type.
  const all = [...names].filter(name => !(name.startsWith('type ') && names.has(name.slice(5))));
  const listed = all.sort((a, b) => bare(a).localeCompare(bare(b))).join(', ');
  return `import { ${listed} } from '${from.replace(/^@thalweg\//, 'thalweg/')}';`;
}

const bare = (name: string): string => name.replace(/^type /, '');
