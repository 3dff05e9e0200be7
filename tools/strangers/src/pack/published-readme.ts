import { posix } from 'node:path';
import type { Addresses } from './addresses.ts';

/** A link in Markdown to a file of the repository, not to an address or a heading. */
const LINK = /(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/**
 * Returns the README that is packed. Links to files of the repository lead nowhere from there: guides lead to their page of the
 * site, others to the repository, and a link without an address becomes its text.
 *
 * @param folder - of the package, from the root of the repository on
 */
export function publishedReadme(text: string, folder: string, { homepage, repository }: Addresses): string {
  const outside = (address: string): string => address.replace(/\/?$/, '/');
  return text.replaceAll(LINK, (_, label: string, target: string, heading = '') => {
    const path = posix.join(folder, target);
    const guide = /^docs\/(.*)\.md$/.exec(path)?.[1];
    if (guide !== undefined && homepage !== null) return `[${label}](${outside(homepage)}${guide}.html${heading})`;
    if (repository !== null)
      return `[${label}](${outside(repository.replace(/\.git$/, ''))}blob/HEAD/${path}${heading})`;
    return label;
  });
}
