// Runs `npm test` as on a machine with Node alone: the PATH lacks the programs that some tests need, and nothing else of the system
// that they need counts as present. What needs something must be skipped then, and nothing else may fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The programs that are hidden, of any version. */
const HIDDEN = /^(chrom(e|ium|edriver)|google-chrome|firefox|nats-server|lz4|unlz4|zstd|unzstd|python)/;

const folder = mkdtempSync(join(tmpdir(), 'bare-'));
try {
  const seen = new Set();
  for (const from of new Set((process.env['PATH'] ?? '').split(delimiter)))
    for (const name of namesIn(from)) {
      if (HIDDEN.test(name) || seen.has(name)) continue;
      seen.add(name);
      symlinkSync(join(from, name), join(folder, name));
    }
  const env = { ...process.env, PATH: folder, TEST_BARE: '1' };
  process.exitCode = spawnSync('npm', ['test'], { env, stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {string} path */
function namesIn(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
