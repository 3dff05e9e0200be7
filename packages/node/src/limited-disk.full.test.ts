import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundledProgram } from './testing/bundled-program.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const mounts = 'mount -t tmpfs -o size=2m tmpfs "$1"';
const refusal =
  spawnSync('unshare', ['--mount', 'bash', '-c', mounts, 'mounts', '/mnt']).status === 0 ? '' : ': unshare is refused';

it.skipIf(refusal !== '')(`a disk that gets full or only readable at any moment loses nothing that was whole before, and is written to when it can be${refusal}`, async () => {
  const program = bundledProgram(new URL('testing/limited-disk.ts', import.meta.url));
  const disk = freshFolder();
  const script = `${mounts} && exec "$2" "$3" "$1"`;
  const { stdout } = await promisify(execFile)('unshare', ['--mount', 'bash', '-c', script, 'mounts', disk, process.execPath, program]);
  const refused = JSON.parse(stdout) as Record<string, number>;
  console.log(`writes that were refused: ${stdout}`);
  // Of 41, 13, 13 and 21 moments: some must be too early for the write to fit, or nothing is shown.
  for (const [what, count] of Object.entries(refused)) expect(count, what).toBeGreaterThan(4);
}); // prettier-ignore
