import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Creates an empty folder that is removed when the test ends. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
  // A write that was given up may still be removing its file.
  onTestFinished(() => rm(folder, { recursive: true, maxRetries: 50, retryDelay: 20 }));
  return folder;
}
