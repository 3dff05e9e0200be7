import { memoryLog } from '@thalweg/log';
import type { LogRow } from './laws/log-row.ts';

export const memoryLogRow: LogRow = {
  name: 'memoryLog',
  open: async () => ({ log: memoryLog(), close: async () => {} }),
  noRestart: 'it is gone with its process',
};
