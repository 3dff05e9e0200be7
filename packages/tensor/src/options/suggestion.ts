import { nearestName } from './nearest-name.ts';

/** Returns the advice for a name that does not exist: the one that was meant, or else all that exist. */
export function suggestion(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  if (nearest !== undefined) return `Did you mean '${nearest}'?`;
  return names.length === 0 ? 'There are none.' : `There are ${names.map(name => `'${name}'`).join(', ')}.`;
}
