import type { RoomState } from '../../../shell/address.ts';
import { readNumber } from '../../read-number.ts';
import { firstUpstream, type Upstream } from './chain-reading.ts';

/** Reads an upstream gradient, `1,10`; its parts are limited to ±10. */
export function parseUpstream(text: string | undefined): Upstream {
  const parts = text?.split(',') ?? [];
  const [first, second] = firstUpstream.map((otherwise, i) =>
    readNumber(parts[i], { least: -10, most: 10, otherwise }),
  );
  return [first!, second!];
}

/** Formats an upstream gradient for the address. */
export function formatUpstream(upstream: Upstream): RoomState {
  return upstream.every((one, i) => one === firstUpstream[i]) ? {} : { upstream: upstream.join(',') };
}
