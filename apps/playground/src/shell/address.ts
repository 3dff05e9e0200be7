/** A room and its state, from the fragment of an address: `#/descent?on=ravine&step=120`. */
export interface Address {
  /** The room's name; empty for none. */
  readonly room: string;
  /** The room's own keys and values. */
  readonly state: RoomState;
}

/** The state of a room in the address: text by key. */
export type RoomState = Readonly<Record<string, string>>;

/** Parses the fragment of an address. */
export function parseAddress(fragment: string): Address {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split(/\?(.*)/s);
  // A typed plus sign means itself, not a space.
  return { room: path, state: Object.fromEntries(new URLSearchParams(query.replaceAll('+', '%2B'))) };
}

/** Formats the fragment of an address. Commas, colons, slashes, tildes and @ stay unescaped to keep it readable. */
export function formatAddress({ room, state }: Address): string {
  const pairs = Object.entries(state).map(([key, value]) => `${escapeText(key)}=${escapeText(value)}`);
  return pairs.length === 0 ? `#/${room}` : `#/${room}?${pairs.join('&')}`;
}

const escapeText = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(2C|3A|2F|7E|40)/g, kept => decodeURIComponent(kept));
