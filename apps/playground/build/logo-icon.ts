import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const logo = new URL('../../../docs/public/logo.svg', import.meta.url);

/** Puts the logo into the head of the page as its icon: in a data URL, since a strict host lets pages load no image. */
export function logoIcon(): Plugin {
  return {
    name: 'logo-icon',
    transformIndexHtml: () => {
      const href = `data:image/svg+xml,${encodeURIComponent(readFileSync(logo, 'utf8'))}`;
      return [{ tag: 'link', attrs: { rel: 'icon', type: 'image/svg+xml', href }, injectTo: 'head' }];
    },
  };
}
