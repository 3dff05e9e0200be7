import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Creates an empty folder that is removed when the test ends. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
  // A write that was given up may still be removing its file.
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 10 }));
  return folder;
}
