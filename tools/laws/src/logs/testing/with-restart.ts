import type { Log } from '@thalweg/log';
import type { LogRow } from '../laws/log-row.ts';
import { withLog } from './with-log.ts';

/** Runs a law that writes to a log, and then looks at what it kept. */
export async function withRestart(
  row: LogRow,
  write: (log: Log) => Promise<void>,
  look: (log: Log) => Promise<void>,
): Promise<void> {
  await withLog(row, async ({ log, restart }) => {
    if (restart === undefined) throw new Error(`The row of ${row.name} must have a restart, or say why not.`);
    await write(log);
    await look(await restart());
  });
}
