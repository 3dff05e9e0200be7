import { bundleJavaScript } from './bundle-javascript.ts';
import { hasOneFiles, isOneFile, type Package } from './packages.ts';
import { writeFiles } from './write-dist.ts';

/** The JavaScript of a package, or what is published besides: its declarations, and builds that hold other packages. */
export type Kind = 'javascript' | 'declarations';

/** Builds one kind of files of a package into its `dist`. */
export async function buildPackage(one: Package, kind: Kind): Promise<void> {
  const dist = `${one.folder}dist/`;
  if (kind === 'javascript')
    writeFiles(dist, await bundleJavaScript(one), path => /\.js(\.map)?$/.test(path) && !isOneFile(path));
  else {
    const { bundleDeclarations } = await import('./bundle-declarations.ts');
    writeFiles(dist, await bundleDeclarations(one), path => /\.d\.ts(\.map)?$/.test(path));
    if (!hasOneFiles(one)) return;
    const { bundleOneFiles } = await import('./bundle-one-files.ts');
    writeFiles(dist, await bundleOneFiles(one), path => isOneFile(path) && /\.js(\.map)?$/.test(path));
  }
}
