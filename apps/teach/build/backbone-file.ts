import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { backboneBytes } from './backbone-bytes.ts';

const NAME = 'virtual:backbone';
const RESOLVED = `\0${NAME}`;

/** The module `virtual:backbone`: the address of the backbone's file, and a digest that says which backbone a lesson was taught with. */
export function backboneFile(): Plugin {
  let isServer = false;
  return {
    name: 'backbone-file',
    configResolved: ({ command }) => {
      isServer = command === 'serve';
    },
    resolveId: id => (id === NAME ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      const source = backboneBytes();
      const digest = createHash('sha256').update(source).digest('hex').slice(0, 16);
      const named = `export const digest = '${digest}';\n`;
      // The development server emits no files, so the address is a data URL with the whole file.
      if (isServer)
        return `${named}export default 'data:application/octet-stream;base64,${Buffer.from(source).toString('base64')}';`;
      const file = this.emitFile({ type: 'asset', name: 'backbone.onnx', source });
      return `${named}export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}
