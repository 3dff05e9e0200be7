import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the builds that a run of tests makes. */
    readonly builds: string;
  }
}

/** Makes the folder of the builds before a run of tests. The returned function deletes it after the run. */
export default function makeBuildsFolder(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  project.provide('builds', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
