/** A room and its state, from the fragment of an address: `#/descent?on=ravine&step=120`. */
export interface Address {
  /** The room's name; empty for none. */
  readonly room: string;
  /** The room's own keys and values. */
  readonly state: RoomState;
  /** True for an address that is longer than any that a room writes: its state is left out. */
  readonly isTooLong?: true;
}

/** The characters of an address: the longest that a room writes, 400 points and a training with many changes, has a sixth of it. */
const LONGEST = 65_536;

/** The keys of an address: a room has up to 40, and a circuit as many inputs as fit in a picture. */
const MOST_KEYS = 100;

/** The characters of a part of an address that the page repeats. */
const SHOWN = 80;

/** The state of a room in the address: text by key. */
export type RoomState = Readonly<Record<string, string>>;

/** Parses the fragment of an address. */
export function parseAddress(fragment: string): Address {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split(/\?(.*)/s);
  if (fragment.length > LONGEST) return { room: path, state: {}, isTooLong: true };
  // A typed plus sign means itself, not a space.
  const pairs = [...new URLSearchParams(query.replaceAll('+', '%2B'))].slice(0, MOST_KEYS);
  return { room: path, state: Object.fromEntries(pairs) };
}

/** A part of an address as the page repeats it: cut, and without characters that turn the direction of the line. */
export function shownPart(text: string): string {
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return cut.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '�');
}

/** The line that says that a room could not use a part of its address. */
export function leftOut(key: string, text: string): string {
  return `“${shownPart(`${key}=${text}`)}” could not be read and was left out.`;
}

/** Formats the fragment of an address. Commas, colons, slashes, tildes and @ stay unescaped to keep it readable. */
export function formatAddress({ room, state }: Address): string {
  const pairs = Object.entries(state).map(([key, value]) => `${escapeText(key)}=${escapeText(value)}`);
  return pairs.length === 0 ? `#/${room}` : `#/${room}?${pairs.join('&')}`;
}

const escapeText = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(2C|3A|2F|7E|40)/g, kept => decodeURIComponent(kept));
