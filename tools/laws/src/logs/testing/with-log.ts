import type { LogRow, OpenedLog } from '../laws/log-row.ts';

/** Runs a law with a log of its own. */
export async function withLog(row: LogRow, law: (opened: OpenedLog) => Promise<void>): Promise<void> {
  const opened = await row.open();
  try {
    await law(opened);
  } finally {
    await opened.close();
  }
}
