import { nearestName } from './nearest-name.ts';

/** Returns the advice for a name that does not exist: the one that was meant, or else all that exist. */
export function suggestion(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? `Choose from '${names.join("', '")}'.` : `Did you mean '${nearest}'?`;
}
