import { isLive, isMisspelled, isWithoutReason, keyOf } from './assess-damage.ts';
import { chooseRow, type ClosedRow, type Evidence } from './choose-row.ts';
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
  /** Of the ids that are to be kept, those that no live row has. */
  readonly unknownKept: readonly string[];
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
  const owners = findOwners(rows);
  const own = Map.groupBy(rows.children.filter((child) => owners.has(child)), (child) => owners.get(child)!);
  const evidenceOf = (row: LegacyPosition): Evidence => {
    const children = own.get(row.id) ?? [];
    const orders = children.filter(({ table }) => table === 'orders').length;
    return { row, orders, trades: children.length - orders, isWanted: keep.has(row.id) };
  };
  const live = Map.groupBy(rows.positions.filter(isLive), keyOf);
  const undecided: Undecided[] = [];
  const closings = new Map<string, ClosedRow>();
  for (const [key, twins] of live) {
    const choice = chooseRow(twins.map(evidenceOf));
    if (choice.type === 'undecided') undecided.push({ key, ids: twins.map(({ id }) => id), why: choice.why });
    else for (const closed of choice.closed) closings.set(closed.id, closed);
  }
  const changes = [
    ...rows.positions.map((row) => changePosition(row, closings.get(row.id), row.updatedAt ?? own.get(row.id)?.findLast(({ createdAt }) => createdAt !== null)?.createdAt ?? null, now)),
    ...rows.children.map((child) => {
      const owner = owners.get(child);
      return changeChild(child, owner === undefined ? null : (closings.get(owner)?.keptId ?? owner));
    }),
  ];
  const liveIds = new Set(rows.positions.filter(isLive).map(({ id }) => id));
  return { changes: changes.filter((change) => change !== null), undecided, unknownKept: [...keep].filter((id) => !liveIds.has(id)) };
}

/** The position of each child: the one that it names, or else the one whose entry order it is. */
function findOwners({ positions, children }: LegacyRows): ReadonlyMap<LegacyChild, string> {
  const known = new Set(positions.map(({ id }) => id));
  const byEntry = Map.groupBy(positions.filter(({ exchangeOrderId }) => exchangeOrderId !== null), ({ exchangeOrderId }) => exchangeOrderId);
  const owners = new Map<LegacyChild, string>();
  for (const child of children) {
    if (child.positionId !== null && known.has(child.positionId)) owners.set(child, child.positionId);
    else {
      const { exchange } = child;
      const found = (byEntry.get(child.exchangeOrderId) ?? []).filter((row) => exchange === null || exchangeSpelling(row.exchange) === exchangeSpelling(exchange));
      if (found.length === 1) owners.set(child, found[0]!.id);
    }
  }
  return owners;
}

function changePosition(row: LegacyPosition, closing: ClosedRow | undefined, lastTime: string | null, now: string): Change | null {
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
