import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the laws. */
export const LAWS = 'tools/laws';

/**
 * A folder of the laws, which is a project of Nx.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {string} folder
 * @property {string[]} dependencies The names of the projects that its files import.
 */

/** An import of a package of ours, or of another room. */
const IMPORT = /from '(?:(@thalweg\/[\w-]+)|(?:\.\.\/)+([\w-]+)\/)/g;

/**
 * Returns the rooms of the laws.
 *
 * @param {string} workspaceRoot
 * @returns {Room[]}
 */
export function roomsOfLaws(workspaceRoot) {
  const sources = join(workspaceRoot, LAWS, 'src');
  const entries = readdirSync(sources, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const filesIn = (/** @type {string} */ room) =>
    readdirSync(join(sources, room), { recursive: true, encoding: 'utf8' }).filter(isSource);
  // A folder whose files were moved may still be there, and Nx knows no project without a file.
  const rooms = entries.map(({ name }) => name).filter(name => filesIn(name).length > 0);
  const nameOf = (/** @type {string} */ room) => `laws-${room}`;
  return rooms.map(room => {
    const imported = filesIn(room).flatMap(file => {
      const imports = readFileSync(join(sources, room, file), 'utf8').matchAll(IMPORT);
      return [...imports].flatMap(([, ours, other = '']) => ours ?? (rooms.includes(other) ? nameOf(other) : []));
    });
    const name = nameOf(room);
    return { name, folder: `${LAWS}/src/${room}`, dependencies: [...new Set(imported)].filter(one => one !== name) };
  });
}

/**
 * Returns the folder of the project of a file.
 *
 * @param {string} path from the workspace's folder on
 */
export function projectFolderOf(path) {
  const parts = path.split('/');
  const depth = path.startsWith(`${LAWS}/src/`) && parts.length > 4 ? 4 : 2;
  return parts.slice(0, depth).join('/');
}

/** @param {string} name */
function isSource(name) {
  return name.endsWith('.ts');
}
