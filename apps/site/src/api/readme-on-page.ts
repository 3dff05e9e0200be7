/** Options of {@link readmeOnPage}. */
export interface PageOptions {
  /** True for a package that `thalweg` does not bring. */
  readonly optional?: boolean;
}

/**
 * The README of a package as the beginning of its page in `docs/api`: links lead to pages of the site if they can.
 *
 * - to a page of `docs`: to that page
 * - to the README of another package: to the page of the package
 * - to other files of the workspace: from the folder `docs/api` on, where they are treated as in other pages
 *
 * Below its heading the page says what an app writes that has installed the whole package.
 */
export function readmeOnPage(readme: string, name: string, { optional = false }: PageOptions = {}): string {
  const needed = optional ? `\`thalweg\` and \`@thalweg/${name}\`` : '`thalweg`';
  const whole = readme.replace(
    /^# @thalweg\/.*\n/,
    heading => `${heading}\nWith ${needed} installed, import it from \`thalweg/${name}\`.\n`,
  );
  return whole.replaceAll(/\]\((\.{1,2}\/[^)\s#]*)(#[^)\s]*)?\)/g, (_, path: string, anchor = '') => {
    const file = new URL(path, `file:///packages/${name}/`).pathname.slice(1);
    return `](${fromApi(file)}${anchor as string})`;
  });
}

function fromApi(file: string): string {
  const other = /^packages\/([^/]+)\/(README\.md)?$/.exec(file)?.[1];
  if (other !== undefined) return `${other}.md`;
  return file.startsWith('docs/') ? `../${file.slice('docs/'.length)}` : `../../${file}`;
}
