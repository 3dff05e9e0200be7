import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLog, type FileLogOptions } from '@thalweg/node';
import type { LogRow } from './laws/log-row.ts';

/** Returns the row of a file log in a folder of its own. */
export function fileLogRow(how: string, options: FileLogOptions): LogRow {
  return {
    name: `fileLog ${how}`,
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
      let log = fileLog(folder, options);
      return {
        log,
        restart: async () => {
          await log.close();
          return (log = fileLog(folder, options));
        },
        close: async () => {
          await log.close();
          rmSync(folder, { recursive: true, maxRetries: 10 });
        },
      };
    },
  };
}
