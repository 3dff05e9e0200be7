import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';

/** Puts a folder of installed packages into another place: links to the same files, which cost no space and little time. */
export async function linkInstalled(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    // At the top, npm keeps its record of what is installed, which it writes in place, and tools keep caches.
    if (!name.startsWith('.') || name === '.bin') await linkTree(`${from}/${name}`, `${to}/${name}`, entry);
    else if (entry.isFile()) await copyFile(`${from}/${name}`, `${to}/${name}`);
  }
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
