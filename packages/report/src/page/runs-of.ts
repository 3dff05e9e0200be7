import { UNNAMED } from '../runs/by-name.ts';
import type { Section } from '../section.ts';

/** Returns the names of the runs in some sections, in the order in which they appear. */
export function runsOf(sections: readonly Section[]): string[] {
  const names = sections.flatMap(section => {
    if (section.kind === 'group') return runsOf(section.sections);
    return section.kind === 'chart' ? section.runs : [];
  });
  return [...new Set(names)].filter(name => name !== UNNAMED);
}
