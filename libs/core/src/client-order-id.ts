import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { AccountKey } from './key.ts';

/**
 * Client order ids: made before sending, by a pure function of what the order is for, so that a lost reply can be
 * looked up and our own orders are told from foreign ones. Never made of the clock, an attempt counter or the symbol.
 */

export type OwnOrderRole = 'entry' | 'stop' | 'exit';

const ROLE_LETTER: Readonly<Record<OwnOrderRole, string>> = { entry: 'e', stop: 's', exit: 'x' };
const LETTER_ROLE: Readonly<Record<string, OwnOrderRole>> = { e: 'entry', s: 'stop', x: 'exit' };
const OWN_ID = /^bw([esx])[0-9a-f]{32}$/;

export interface ClientOrderIdParts extends AccountKey {
  /** Tells two deployments on one account apart. */
  readonly deployment: string;
  readonly role: OwnOrderRole;
  /** The signal of an entry (source and its id), the position of a stop or exit, both of an exit that a signal wants. */
  readonly subject: string;
  /** Rises only for a new intent: a stop at another price, or one proven never to have existed. */
  readonly generation: number;
}

/**
 * `bw` + role letter + 32 hexadecimal digits: 35 characters of the alphabet that both venues accept (Binance
 * `newClientOrderId`/`clientAlgoId`: `^[\.A-Z\:/a-z0-9_-]{1,36}$`; Bybit `orderLinkId`: at most 36).
 */
export function makeClientOrderId(parts: ClientOrderIdParts): string {
  const text = JSON.stringify([parts.deployment, parts.exchange, parts.account, parts.subject, parts.role, parts.generation]);
  return `bw${ROLE_LETTER[parts.role]}${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32)}`;
}

/** The role that an id of ours names, or null for an id that we did not make. */
export function ownOrderRole(clientOrderId: string): OwnOrderRole | null {
  const letter = OWN_ID.exec(clientOrderId)?.[1];
  return letter === undefined ? null : (LETTER_ROLE[letter] ?? null);
}

export type ExchangeCause = 'liquidation' | 'adl' | 'settlement' | 'stop';

/** How the books name an order that the exchange made of the stop that an entry of ours had brought along; it has no client id of its own. */
const ATTACHED = 'attached-stop-';

/**
 * Why the exchange itself made an order, told by the client id that it gave it (Binance USD-M, user data streams:
 * `autoclose-`, `adl_autoclose`, `settlement_autoclose-`, `delivery_autoclose-`). Null: the exchange did not make it.
 */
export function exchangeCause(clientOrderId: string): ExchangeCause | null {
  if (clientOrderId.startsWith('autoclose-')) return 'liquidation';
  if (clientOrderId.startsWith('adl_autoclose')) return 'adl';
  if (clientOrderId.startsWith(ATTACHED)) return 'stop';
  if (clientOrderId.startsWith('settlement_autoclose-') || clientOrderId.startsWith('delivery_autoclose-')) return 'settlement';
  return null;
}

/** The name in our books of the order that came of the stop which an entry had brought along. */
export function attachedStopName(entryClientOrderId: string): string {
  return `${ATTACHED}${entryClientOrderId}`;
}
