import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';

const own = ['--pid', '--fork', '--kill-child', '--mount-proc'];
/** As root, or in a user namespace of its own. */
const ways = [own, ['--user', '--map-root-user', ...own]];
const way = ways.find(options => spawnSync('unshare', [...options, 'true']).status === 0);

/** Why no process can have its own numbers of processes here; undefined if it can. */
export const noContainers: string | undefined = way === undefined ? 'unshare is refused' : undefined;

/** Starts a program of Node's in a pid namespace of its own, in which its number is 1, as in a container. */
export function startInContainer(...program: string[]): ChildProcessWithoutNullStreams {
  return spawn('unshare', [...way!, process.execPath, ...program]);
}
