import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** Puts a folder of installed packages into another place: links to the same files, which cost no space and some seconds. */
export function linkInstalled(from: string, to: string): Promise<void> {
  return place(from, to, linkTree);
}

/** Puts a folder of installed packages into another place, each as a link to the package itself. */
export function linkPackages(from: string, to: string): Promise<void> {
  return place(from, to, (from, to, kind) =>
    /^(@|\.bin$)/.test(basename(from)) ? place(from, to, linkPackage) : linkPackage(from, to, kind),
  );
}

type Place = (from: string, to: string, kind: Kind) => Promise<void>;

/** Places each entry of a folder of installed packages. */
async function place(from: string, to: string, placed: Place): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    // At the top, npm keeps its record of what is installed, which it writes in place, and tools keep caches.
    if (!name.startsWith('.') || name === '.bin') await placed(`${from}/${name}`, `${to}/${name}`, entry);
    else if (entry.isFile()) await copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Links to a package. One of the workspace is a link already: it leads to the copy's, as each program does. */
async function linkPackage(from: string, to: string, kind: Kind): Promise<void> {
  await symlink(kind.isSymbolicLink() ? await readlink(from) : from, to);
}

interface Kind {
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

async function linkTree(from: string, to: string, kind: Kind): Promise<void> {
  if (kind.isSymbolicLink()) return symlink(await readlink(from), to);
  // Another disk has no links to this one's files.
  if (!kind.isDirectory()) return link(from, to).catch(() => copyFile(from, to));
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true }))
    await linkTree(`${from}/${entry.name}`, `${to}/${entry.name}`, entry);
}
