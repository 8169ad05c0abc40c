import { decimal, type Decimal, type EndedPosition, isDecimalText, type OldPosition, type PositionSide } from '@breakwater/core';
import { assessDamage, type Damage, isLive as isLiveRow } from './assess-damage.ts';
import { isCleanup } from './choose-row.ts';
import { inTransaction, type LegacyConnection } from './connect-legacy.ts';
import { ENDED_STATUSES, type LegacyChild, type LegacyPosition } from './legacy-rows.ts';
import { type Columns, nameOf, NoLegacyDatabase, readColumns } from './legacy-tables.ts';
import { readLegacy } from './read-legacy.ts';
import { exchangeSpelling, symbolSpelling } from './spelling.ts';

/** A row of the Python bot's books. Exchange and symbol have one spelling each; whether the exchange lists such a market is asked elsewhere. */
export interface OldBooksRow<Position extends OldPosition> {
  readonly exchange: string;
  readonly symbol: string;
  /** The symbol as it stands there. */
  readonly written: string;
  readonly old: Position;
}

/** A row that cannot be imported, and why not. */
export interface LeftOut {
  readonly oldId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly isLive: boolean;
  readonly why: string;
}

export interface OldBooks {
  readonly damage: Damage;
  readonly live: readonly OldBooksRow<OldPosition>[];
  readonly ended: readonly OldBooksRow<EndedPosition>[];
  readonly leftOut: readonly LeftOut[];
}

const REQUIRED = ['side', 'quantity'] as const;

/** All that an import takes from the bot's books, from one state of them. Reads only. Throws `NoLegacyDatabase` where a column is missing without which no position can be told. */
export function readOldBooks(connection: LegacyConnection): Promise<OldBooks> {
  return inTransaction(connection, 'READ ONLY', async () => {
    const columns = await readColumns(connection);
    const missing = REQUIRED.filter((name) => !columns.positions.has(name));
    if (missing.length > 0) throw new NoLegacyDatabase(`monitoring.positions has no column ${missing.join(', ')}: nothing can be imported without.`);
    const rows = await readLegacy(connection, columns);
    const figures = new Map((await readFigures(connection, columns.positions)).map((row) => [row.id, row]));
    const children = Map.groupBy(rows.children, ({ positionId }) => positionId ?? '');
    const live: OldBooksRow<OldPosition>[] = [];
    const ended: OldBooksRow<EndedPosition>[] = [];
    const leftOut: LeftOut[] = [];
    for (const row of rows.positions) {
      const isLive = isLiveRow(row);
      const at = { exchange: exchangeSpelling(row.exchange), symbol: symbolSpelling(row.symbol) };
      const leave = (why: string) => leftOut.push({ oldId: row.id, ...at, isLive, why });
      const old = toOldPosition(row, figures.get(row.id)!, children.get(row.id) ?? []);
      if (!isLive && !ENDED_STATUSES.includes(row.status)) leave(`its state ${row.status} is none of the bot's`);
      else if (typeof old === 'string') leave(old);
      else if (isLive) live.push({ ...at, written: row.symbol, old });
      else if (row.status !== 'closed') leave(`it ended as ${row.status}: it is not known that anything was held`);
      else if (isCleanup(row.exitReason)) leave('the doctor closed it: it was a row too many');
      else if (old.closedAtMs === null) leave('nobody knows when it closed: `breakwater doctor` tells what is known');
      else ended.push({ ...at, written: row.symbol, old: { ...old, closedAtMs: old.closedAtMs } });
    }
    return { damage: assessDamage(rows), live, ended, leftOut };
  });
}

interface Figures {
  readonly id: string;
  readonly quantity: string | null;
  readonly entryPrice: string | null;
  readonly stopPrice: string | null;
  readonly realisedPnl: string | null;
  readonly openedAtMs: string | null;
  readonly createdAtMs: string | null;
  readonly closedAtMs: string | null;
}

/** What the bot's versions call the same figure, the better name first. */
const NAMES: Readonly<Record<Exclude<keyof Figures, 'id'>, readonly string[]>> = {
  quantity: ['quantity'],
  entryPrice: ['entry_price'],
  stopPrice: ['stop_loss_price', 'stop_loss'],
  realisedPnl: ['realized_pnl', 'pnl'],
  openedAtMs: ['opened_at', 'created_at'],
  createdAtMs: ['created_at'],
  closedAtMs: ['closed_at'],
};

function readFigures(connection: LegacyConnection, columns: Columns): Promise<readonly Figures[]> {
  const items = Object.entries(NAMES).map(([name, candidates]) => {
    const known = candidates.filter((candidate) => columns.has(candidate));
    if (known.length === 0) return `NULL AS "${name}"`;
    const value = known.length === 1 ? known[0]! : `COALESCE(${known.join(', ')})`;
    return name.endsWith('Ms') ? `trunc(extract(epoch FROM ${value}) * 1000)::bigint::text AS "${name}"` : `trim_scale(${value}::numeric)::text AS "${name}"`;
  });
  return connection.query<Figures>(`SELECT id::text AS id, ${items.join(', ')} FROM ${nameOf('positions')}`);
}

/** The row, or why it cannot be a position. */
function toOldPosition(row: LegacyPosition, figures: Figures, children: readonly LegacyChild[]): OldPosition | string {
  const side = sideOf(row.side);
  if (side === null) return `its side "${row.side ?? ''}" is neither long nor short`;
  const quantity = amountOf(figures.quantity);
  if (quantity === null) return `its quantity ${figures.quantity ?? 'is missing, which'} is no size of a position`;
  const orderIds = [row.exchangeOrderId, ...children.map(({ exchangeOrderId }) => exchangeOrderId)].filter((id) => id !== null);
  return {
    id: row.id,
    side,
    quantity,
    entryPrice: amountOf(figures.entryPrice),
    createdAtMs: timeOf(figures.createdAtMs),
    openedAtMs: timeOf(figures.openedAtMs),
    closedAtMs: timeOf(figures.closedAtMs),
    stopPrice: amountOf(figures.stopPrice),
    orderIds: [...new Set(orderIds)],
    hasProvenance: row.exchangeOrderId !== null || children.length > 0,
    told: { reason: row.exitReason, realisedPnl: figures.realisedPnl },
  };
}

/** The bot writes sides as positions have them and as orders have them, in either case. */
function sideOf(text: string | null): PositionSide | null {
  const word = text?.trim().toLowerCase();
  return word === 'long' || word === 'buy' ? 'long' : word === 'short' || word === 'sell' ? 'short' : null;
}

function amountOf(text: string | null): Decimal | null {
  const amount = text !== null && isDecimalText(text) ? decimal(text) : null;
  return amount?.gt('0') ? amount : null;
}

const timeOf = (text: string | null): number | null => (text === null ? null : Number(text));
