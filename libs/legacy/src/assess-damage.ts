import { exchangeSpelling, symbolSpelling } from './spelling.ts';
import { ENDED_STATUSES, type LegacyPosition, type LegacyRows, LIVE_STATUSES } from './legacy-rows.ts';

/** How a database of the Python bot stands, in rows. */
export interface Damage {
  readonly livePositions: number;
  /** Live rows beyond the first of their exchange and symbol, spellings apart. */
  readonly duplicates: number;
  /** Active rows of which no order tells: the synchroniser made them up. */
  readonly ghosts: number;
  /** Rows of all tables whose exchange or symbol is spelled in another way than the exchange does. */
  readonly spellings: number;
  /** Closed rows without the time, or without the reason. */
  readonly closedWithoutTime: number;
  readonly closedWithoutReason: number;
  /** Orders and trades that name a position which is not there. */
  readonly strayChildren: number;
  /** Rows in a state that the bot does not have, by state. */
  readonly unknownStatuses: Readonly<Record<string, number>>;
}

export const isLive = ({ status }: LegacyPosition): boolean => LIVE_STATUSES.includes(status);
/** One key: what may have one live row. */
export const keyOf = ({ exchange, symbol }: LegacyPosition): string => `${exchangeSpelling(exchange)}.${symbolSpelling(symbol)}`;
export const isMisspelled = ({ exchange, symbol }: { readonly exchange: string | null; readonly symbol: string | null }): boolean =>
  (exchange !== null && exchangeSpelling(exchange) !== exchange) || (symbol !== null && symbolSpelling(symbol) !== symbol);
export const isWithoutReason = ({ exitReason }: LegacyPosition): boolean => exitReason === null || exitReason.trim() === '';

/** Counts what is wrong; changes nothing. */
export function assessDamage({ positions, children }: LegacyRows): Damage {
  const live = positions.filter(isLive);
  const known = new Set(positions.map(({ id }) => id));
  const ordered = new Set(children.filter(({ table }) => table === 'orders').map(({ positionId }) => positionId));
  const closed = positions.filter(({ status }) => status === 'closed');
  const unknownStatuses: Record<string, number> = {};
  for (const { status } of positions) if (!LIVE_STATUSES.includes(status) && !ENDED_STATUSES.includes(status)) unknownStatuses[status] = (unknownStatuses[status] ?? 0) + 1;
  return {
    livePositions: live.length,
    duplicates: live.length - new Set(live.map(keyOf)).size,
    ghosts: live.filter(({ id, status }) => status === 'active' && !ordered.has(id)).length,
    spellings: [...positions, ...children].filter(isMisspelled).length,
    closedWithoutTime: closed.filter(({ closedAt }) => closedAt === null).length,
    closedWithoutReason: closed.filter(isWithoutReason).length,
    strayChildren: children.filter(({ positionId }) => positionId !== null && !known.has(positionId)).length,
    unknownStatuses,
  };
}
