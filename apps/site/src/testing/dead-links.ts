import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The HTML files of a folder, by their paths from it. */
export function pagesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true }).map(String);
  const pages = paths.filter(path => path.endsWith('.html')).sort();
  return new Map(pages.map(path => [path, readFileSync(`${folder}/${path}`, 'utf8')]));
}

/** The links and sources of the pages in a folder that lead to no file of it or to no part of a page, below a base. */
export function deadLinks(folder: string, base: string): string[] {
  const pages = pagesOf(folder);
  const files = new Set(readdirSync(folder, { recursive: true }).map(String));
  const ids = new Map([...pages].map(([path, html]) => [path, idsIn(html)]));
  return [...pages].flatMap(([page, html]) =>
    addressesIn(html)
      .filter(address => !leads(address, page))
      .map(address => `${page}: ${address}`),
  );

  function leads(address: string, page: string): boolean {
    const { origin, pathname, hash } = new URL(address, `http://site${base}${page}`);
    if (origin !== 'http://site') return true;
    if (!pathname.startsWith(base)) return false;
    const path = posix.normalize(decodeURI(pathname.slice(base.length)));
    const file = path === '.' || path.endsWith('/') ? posix.join(path, 'index.html') : path;
    if (!files.has(file)) return false;
    return hash === '' || ids.get(file)?.has(decodeURIComponent(hash.slice(1))) !== false;
  }
}

function addressesIn(html: string): string[] {
  const found = [...html.matchAll(/<(?:a|img|link|script)\s[^>]*?\b(?:href|src)="([^"]+)"/g)].map(match => match[1]!);
  return [...new Set(found)]
    .map(address => address.replaceAll('&amp;', '&'))
    .filter(address => !/^(data|mailto):/.test(address));
}

function idsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(match => match[1]!.replaceAll('&amp;', '&')));
}
