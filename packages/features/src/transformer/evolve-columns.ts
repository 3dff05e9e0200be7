import type { OtherSettings } from '@thalweg/online';
import type { Json } from '@thalweg/train';
import type { Entry, EntryState } from './entry.ts';

/** The columns of a transformer, and the settings of its output. */
interface Present {
  readonly entries: readonly Entry[];
  readonly output: Readonly<Record<'into' | 'sparse' | 'dtype', Json>>;
}

/** The state of a transformer. */
interface State {
  readonly rows: number;
  readonly columns: Readonly<Record<string, EntryState>>;
}

/**
 * Returns the state of other columns as one of the present ones; `undefined` if the output differs. A column with the same
 * transforms keeps what it has learned.
 */
export function evolveColumns(
  { rows, columns }: State,
  { entries, output }: Present,
  { was, fitting, allowing }: OtherSettings,
): object | undefined {
  const { columns: settings, ...others } = was as unknown as { readonly columns: readonly Json[] } & Present['output'];
  if (JSON.stringify(others) !== JSON.stringify(output)) return undefined;
  const then = settings.map(one => JSON.stringify(one));
  const now = entries.map(entry => JSON.stringify(entry.settings));
  const nameOf = (one: string): string => (JSON.parse(one) as readonly [string])[0];
  for (const one of now)
    if (then.includes(one)) fitting.restored(nameOf(one));
    else fitting.initialized(nameOf(one), allowing("missing: 'initial'"));
  for (const one of then) if (!now.includes(one)) fitting.dropped(nameOf(one), allowing("extra: 'drop'"));
  const states = entries.map((entry, i) => [
    entry.name,
    then.includes(now[i]!) ? columns[entry.name] : entry.initial(),
  ]);
  return { rows, columns: Object.fromEntries(states) as object };
}
