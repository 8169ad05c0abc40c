import type { LegacyPosition } from './legacy-rows.ts';

/** A live row, and what tells where it comes from. */
export interface Evidence {
  readonly row: LegacyPosition;
  /** How many orders and trades belong to it. */
  readonly orders: number;
  readonly trades: number;
  /** A person has decided that it stays. */
  readonly isWanted: boolean;
}

/** Exit reasons by which the doctor closes rows that never were a position of their own. */
export const CLEANUP_REASONS = ['duplicate_cleanup', 'ghost_cleanup'] as const;
export type CleanupReason = (typeof CLEANUP_REASONS)[number];

/** Whether an exit reason in the books is one of them, also where a short column has cut it. */
export function isCleanup(exitReason: string | null): boolean {
  return exitReason !== null && exitReason.length > 0 && CLEANUP_REASONS.some((reason) => reason.startsWith(exitReason));
}

export interface ClosedRow {
  readonly id: string;
  readonly keptId: string | null;
  readonly reason: CleanupReason;
  readonly why: string;
}

export type Choice = { readonly type: 'decided'; readonly closed: readonly ClosedRow[] } | { readonly type: 'undecided'; readonly why: string };

/**
 * Which of the live rows of one key is the position. Trades say more than orders, orders more than the id of an entry order, that more than a
 * signal; where all are equal, the oldest was first. Two rows that both have trades may be two entries that were really made, and rows of
 * two sides cannot be one position: neither is decided here.
 */
export function chooseRow(twins: readonly Evidence[]): Choice {
  const wanted = twins.filter(({ isWanted }) => isWanted);
  if (wanted.length > 1) return { type: 'undecided', why: `more than one of them is to be kept: ${wanted.map(({ row }) => row.id).join(', ')}` };
  if (wanted.length === 1) return closeOthers(twins, wanted[0]!, 'a person decided');
  if (twins.length === 1) return chooseAlone(twins[0]!);
  const traded = twins.filter(({ trades }) => trades > 0);
  if (traded.length > 1) return { type: 'undecided', why: `${traded.length} of them have trades of their own: both may have been entered` };
  const sides = new Set(twins.filter(hasProvenance).map(({ row }) => row.side?.toLowerCase() ?? ''));
  if (sides.size > 1) return { type: 'undecided', why: 'rows that have orders are of different sides' };
  const kept = twins.reduce((best, one) => (compare(one, best) > 0 ? one : best));
  // Nobody knows where any of them comes from: one may be a position that the bot took over.
  if (!hasProvenance(kept)) {
    const closed = twins.map(({ row }): ClosedRow => ({ id: row.id, keptId: null, reason: 'ghost_cleanup', why: 'a ghost beside others: no order and no trade tells of any of them' }));
    return twins.every(({ row }) => row.status === 'active') ? { type: 'decided', closed } : { type: 'undecided', why: 'none of them has an order yet, and one is still being entered' };
  }
  return closeOthers(twins, kept, describe(kept));
}

function chooseAlone({ row, orders, trades }: Evidence): Choice {
  if (row.status !== 'active' || orders > 0) return { type: 'decided', closed: [] };
  if (trades > 0 || row.exchangeOrderId !== null) return { type: 'undecided', why: `it has ${trades > 0 ? 'trades' : `the entry order ${row.exchangeOrderId}`}, and no order: look at the exchange` };
  return { type: 'decided', closed: [{ id: row.id, keptId: null, reason: 'ghost_cleanup', why: 'a ghost: no order, no trade and no entry order tells of it' }] };
}

function closeOthers(twins: readonly Evidence[], kept: Evidence, because: string): Choice {
  const closed = twins.filter((one) => one !== kept).map(({ row }): ClosedRow => ({ id: row.id, keptId: kept.row.id, reason: 'duplicate_cleanup', why: `a duplicate of position ${kept.row.id}: ${because}` }));
  return { type: 'decided', closed };
}

const hasProvenance = ({ row, orders, trades }: Evidence): boolean => trades > 0 || orders > 0 || row.exchangeOrderId !== null;

/** Above zero: the first says more of where it comes from. Rows come oldest first, so of equal ones the oldest stays. */
function compare(a: Evidence, b: Evidence): number {
  const ranks = ({ row, orders, trades }: Evidence): readonly number[] => [trades > 0 ? 1 : 0, orders > 0 ? 1 : 0, row.exchangeOrderId === null ? 0 : 1, row.signalId === null ? 0 : 1];
  const [ofA, ofB] = [ranks(a), ranks(b)];
  return ofA.map((rank, index) => rank - ofB[index]!).find((difference) => difference !== 0) ?? 0;
}

function describe({ row, orders, trades }: Evidence): string {
  const parts = [...(row.exchangeOrderId === null ? [] : [`entry order ${row.exchangeOrderId}`]), `${orders} orders`, `${trades} trades`];
  return `that one has ${parts.join(', ')}`;
}
