import { BadImage, type Codec, codecOf, copied, room } from './codec.ts';
import { orientationOf } from './exif.ts';
import { hasText, numberAt, type OpenedImage, type RawPixels } from './format.ts';
import { jpegModule } from './jpeg-module.ts';

/** The functions of TurboJPEG. */
interface TurboJpeg extends Codec {
  tjInitDecompress(): number;
  tjDestroy(decoder: number): number;
  tjDecompressHeader3(decoder: number, bytes: number, length: number, width: number, height: number, sampling: number, colours: number): number;
  tjDecompress2(decoder: number, bytes: number, length: number, pixels: number, width: number, pitch: number, height: number, format: number, flags: number): number;
} // prettier-ignore

/** What the markers of a JPEG say. */
interface Markers {
  width: number;
  height: number;
  /** The components of a pixel: 1 grey, 3 colours, 4 inks. */
  components: number;
  exif?: Uint8Array;
  scans: number;
  /** Where the image ends: photos may have others behind it. */
  end: number;
}

/** The pixels of all scans together: each scan of a progressive image goes over all of it. */
const MOST_WORK = 2 ** 30;

const withJpeg = /* @__PURE__ */ codecOf<TurboJpeg>(jpegModule);

/**
 * Returns a JPEG whose markers were read and checked.
 *
 * - **Source** ITU-T T.81, Annex B
 */
export function openJpeg(bytes: Uint8Array): OpenedImage {
  const markers = readMarkers(bytes);
  const { width, height, scans, end } = markers;
  if (width * height * scans > MOST_WORK)
    throw new BadImage('scans must have 2³⁰ pixels at most', `${scans} of ${width} × ${height}`, 'Save it as a baseline JPEG.');
  const decode = (): Promise<RawPixels> => withJpeg(codec => decoded(codec, bytes.subarray(0, end), markers));
  return { width, height, orientation: orientationOf(markers.exif), decode };
} // prettier-ignore

function readMarkers(bytes: Uint8Array): Markers {
  const found: Markers = { width: 0, height: 0, components: 0, scans: 0, end: 0 };
  for (let at = 2; found.end === 0;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length)
      throw new BadImage('the end of the image must be there', 'a file that ends too early');
    const marker = bytes[at + 1]!;
    at += marker === 0xff ? 1 : 2;
    if (marker === 0xd9) found.end = at;
    // Fill bytes, escaped bytes of the pixels, and marks between them have no length.
    else if (marker !== 0xff && marker > 0x01 && (marker < 0xd0 || marker > 0xd8)) {
      takeMarker(found, marker, bytes.subarray(at + 2, at + numberAt(bytes, at, 2)));
      at += Math.max(2, numberAt(bytes, at, 2));
    }
  }
  if (found.components === 0 || found.scans === 0)
    throw new BadImage('there must be a frame with pixels', 'markers alone');
  return found;
}

function takeMarker(found: Markers, marker: number, body: Uint8Array): void {
  if (marker === 0xda) found.scans++;
  else if (marker === 0xe1 && found.exif === undefined && hasText(body, 0, 'Exif\0\0')) found.exif = body;
  // All other markers from C0 to CF begin a frame, but for those of tables: DHT, JPG and DAC.
  else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) takeFrame(found, marker, body);
}

function takeFrame(found: Markers, marker: number, body: Uint8Array): void {
  if (found.components > 0) throw new BadImage('there must be one frame', 'another one');
  if (marker > 0xc2)
    throw new BadImage('it must be baseline or progressive', `a frame of kind ${marker - 0xc0}`, 'Save it again.');
  if (body[0] !== 8) throw new BadImage('samples must have 8 bits', String(body[0]), 'Save it again.');
  [found.height, found.width] = [numberAt(body, 1, 2), numberAt(body, 3, 2)];
  found.components = body[5] ?? 0;
  if (![1, 3, 4].includes(found.components))
    throw new BadImage('there must be 1, 3 or 4 components', String(found.components));
}

/** The layouts of pixels, by the number of components: TJPF_GRAY, TJPF_RGB, TJPF_CMYK. */
const LAYOUT: Readonly<Record<number, number>> = { 1: 6, 3: 0, 4: 11 };

function decoded(codec: TurboJpeg, bytes: Uint8Array, { width, height, components }: Markers): RawPixels {
  const [file, numbers, decoder] = [copied(codec, bytes), room(codec, 16), codec.tjInitDecompress()];
  const places = [0, 4, 8, 12].map(at => numbers + at) as [number, number, number, number];
  codec.tjDecompressHeader3(decoder, file, bytes.length, ...places);
  const [w, h] = new Uint32Array(codec.memory.buffer, numbers, 2);
  if (w !== width || h !== height)
    throw new BadImage(`the size must be ${width} × ${height}, as the header says`, `${w} × ${h}`);
  const size = width * height * components;
  const pixels = room(codec, size);
  // Damage that it can pass over is no error, as in other programs: it ends by `longjmp` where it cannot.
  codec.tjDecompress2(decoder, file, bytes.length, pixels, width, width * components, height, LAYOUT[components]!, 0);
  const data = new Uint8Array(codec.memory.buffer, pixels, size).slice();
  for (const place of [file, numbers, pixels]) codec.free(place);
  codec.tjDestroy(decoder);
  return components === 4 ? { channels: 3, data: fromInks(data) } : { channels: components, data };
}

/** Returns RGB of CMYK: the inks of a JPEG are inverted, as Adobe writes them. */
function fromInks(inks: Uint8Array): Uint8Array {
  const colours = new Uint8Array((inks.length / 4) * 3);
  for (let from = 0, to = 0; from < inks.length; from += 4)
    for (let c = 0; c < 3; c++) {
      const black = inks[from + 3]!;
      const covered = (255 - inks[from + c]!) * black + 128;
      colours[to++] = Math.max(0, black - ((covered + (covered >> 8)) >> 8));
    }
  return colours;
}
