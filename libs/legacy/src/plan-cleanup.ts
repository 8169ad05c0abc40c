import { isLive, isMisspelled, isWithoutReason, keyOf } from './assess-damage.ts';
import { chooseRow, type Evidence } from './choose-row.ts';
import type { ChildTable, LegacyChild, LegacyPosition, LegacyRows } from './legacy-rows.ts';
import { exchangeSpelling, symbolSpelling } from './spelling.ts';

/** Columns of one row and what they become. */
export interface Change {
  readonly table: 'positions' | ChildTable;
  readonly id: string;
  readonly set: Readonly<Record<string, string>>;
  /** The row that holds the position instead; null where none does, or where none is meant. */
  readonly keptId: string | null;
  readonly why: string;
}

/** Live rows of one key of which evidence does not say which is the position: a person has to. */
export interface Undecided {
  readonly key: string;
  readonly ids: readonly string[];
  readonly why: string;
}

export interface CleanupPlan {
  /** One change a row, positions first. */
  readonly changes: readonly Change[];
  readonly undecided: readonly Undecided[];
}

export interface PlanOptions {
  /** Ids of live rows that a person has decided to keep: their twins are closed, whatever evidence says. */
  readonly keep?: ReadonlySet<string>;
  /** What Postgres calls now, for rows that are closed here. */
  readonly now: string;
}

/**
 * What a clean-up changes (the report's Priority 2, and Fix #4). Of several live rows of a key the one with provenance stays, and takes the others'
 * orders and trades over; the others are closed as `duplicate_cleanup`. Ghosts without a twin are closed as `ghost_cleanup`: if there is a position
 * after all, whoever reads the exchange next finds it. Nothing is deleted.
 */
export function planCleanup(rows: LegacyRows, { keep = new Set(), now }: PlanOptions): CleanupPlan {
  const children = rows.children.map((child) => ({ child, positionId: findPosition(rows.positions, child) }));
  const evidenceOf = (row: LegacyPosition): Evidence => ({
    row,
    orders: children.filter(({ child, positionId }) => positionId === row.id && child.table === 'orders').length,
    trades: children.filter(({ child, positionId }) => positionId === row.id && child.table === 'trades').length,
    isWanted: keep.has(row.id),
  });
  const live = Map.groupBy(rows.positions.filter(isLive), keyOf);
  const undecided: Undecided[] = [];
  const closings = new Map<string, { readonly keptId: string | null; readonly reason: string; readonly why: string }>();
  for (const [key, twins] of live) {
    const choice = chooseRow(twins.map(evidenceOf));
    if (choice.type === 'undecided') undecided.push({ key, ids: twins.map(({ id }) => id), why: choice.why });
    else for (const { id, keptId, reason, why } of choice.closed) closings.set(id, { keptId, reason, why });
  }
  const changes = [
    ...rows.positions.map((row) => changePosition(row, closings.get(row.id), lastTimeOf(row, rows.children), now)),
    ...children.map(({ child, positionId }) => changeChild(child, positionId === null ? null : (closings.get(positionId)?.keptId ?? positionId))),
  ];
  return { changes: changes.filter((change) => change !== null), undecided };
}

/** The position that a child belongs to: the one that it names, or else the one whose entry order it is. */
function findPosition(positions: readonly LegacyPosition[], child: LegacyChild): string | null {
  if (positions.some(({ id }) => id === child.positionId)) return child.positionId;
  const owners = positions.filter(({ exchangeOrderId, exchange }) => exchangeOrderId !== null && exchangeOrderId === child.exchangeOrderId && (child.exchange === null || exchangeSpelling(exchange) === exchangeSpelling(child.exchange)));
  return owners.length === 1 ? owners[0]!.id : null;
}

/** The last that is known of a row: when it was changed, or what its children tell. */
function lastTimeOf({ id, updatedAt }: LegacyPosition, children: readonly LegacyChild[]): string | null {
  return updatedAt ?? children.filter(({ positionId, createdAt }) => positionId === id && createdAt !== null).at(-1)?.createdAt ?? null;
}

function changePosition(row: LegacyPosition, closing: { readonly keptId: string | null; readonly reason: string; readonly why: string } | undefined, lastTime: string | null, now: string): Change | null {
  const set: Record<string, string> = { ...spellingOf(row) };
  const whys = Object.keys(set).length > 0 ? ['spelled as the exchange does'] : [];
  if (closing !== undefined) {
    Object.assign(set, { status: 'closed', exit_reason: closing.reason, closed_at: now });
    whys.unshift(closing.why);
  }
  if (row.status === 'closed') {
    if (row.closedAt === null && lastTime !== null) {
      set['closed_at'] = lastTime;
      whys.push('closed without a time: the last that is known of it');
    }
    if (isWithoutReason(row)) {
      set['exit_reason'] = 'unknown';
      whys.push('closed without a reason');
    }
  }
  return whys.length === 0 ? null : { table: 'positions', id: row.id, set, keptId: closing?.keptId ?? null, why: whys.join('; ') };
}

function changeChild(child: LegacyChild, positionId: string | null): Change | null {
  const isMoved = positionId !== null && positionId !== child.positionId;
  const set = { ...spellingOf(child), ...(isMoved && { position_id: positionId }) };
  const whys = [...(isMoved ? [`belongs to position ${positionId}`] : []), ...(isMisspelled(child) ? ['spelled as the exchange does'] : [])];
  return whys.length === 0 ? null : { table: child.table, id: child.id, set, keptId: isMoved ? positionId : null, why: whys.join('; ') };
}

function spellingOf({ exchange, symbol }: { readonly exchange: string | null; readonly symbol: string | null }): Record<string, string> {
  return {
    ...(exchange !== null && exchangeSpelling(exchange) !== exchange && { exchange: exchangeSpelling(exchange) }),
    ...(symbol !== null && symbolSpelling(symbol) !== symbol && { symbol: symbolSpelling(symbol) }),
  };
}
