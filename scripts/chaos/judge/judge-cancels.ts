import { bounds } from '../world/configuration.ts';
import type { JournalEntry, PaperAccount } from '../world/hand.ts';
import { type Breach, ownId } from './violation.ts';
import type { Executed, JournalWatch } from './watch-journal.ts';

/**
 * I5: no cancel of ours began a bare time.
 *
 * One race cannot be won by anybody: a person ends the newer stop, or trades, after we looked at it (or while the exchange shows
 * what was before), and before our cancel of the older one arrives. The venue knows no cancel with a condition.
 */
export function judgeCancels(account: Pick<PaperAccount, 'bare'>, { executed, changes }: Pick<JournalWatch, 'executed' | 'changes'>): Breach[] {
  const violations: Breach[] = [];
  const cancels = executed.filter(({ isCancel, isClearing, clientOrderId }) => isClearing || (isCancel && clientOrderId !== null));
  const ours = new Set(cancels.map(({ symbol, clientOrderId }) => `${symbol} ${clientOrderId}`));
  const bySymbol = Map.groupBy(changes, ({ symbol }) => symbol);
  for (const cancel of cancels) {
    const { symbol, clientOrderId } = cancel;
    const ofSymbol = bySymbol.get(symbol) ?? [];
    const atMs = ofSymbol.findLast((entry) => entry.index < cancel.index && isEndOf(entry, cancel))?.timeMs;
    if (atMs === undefined || ofSymbol.some((entry) => entry.kind === 'position-changed' && entry.timeMs === atMs)) continue;
    const isBare = account.bare.some((life) => life.symbol === symbol && (life.bareSince === atMs || life.intervals.some(({ from }) => from === atMs)));
    if (isBare && !wasCrossed(cancel, ofSymbol, ours)) violations.push({ promise: 'I5', symbol, said: `${clientOrderId ?? 'what its entry had brought along'} was the last valid stop, and we cancelled it`, atMs });
  }
  return violations;
}

function isEndOf({ kind, detail }: JournalEntry, { isClearing, clientOrderId }: Executed): boolean {
  if (kind !== 'conditional-order-canceled') return false;
  return isClearing ? ATTACHED.test(String(detail['clientOrderId'])) : detail['clientOrderId'] === clientOrderId;
}

/** How the paper exchange names a stop that an entry of ours brought along. */
const ATTACHED = /^#stop of bwe/;

/** Whether somebody else ended a stop or traded between the look that the cancel rests on and the cancel. */
function wasCrossed({ index, symbol, signedAtMs }: Executed, ofSymbol: readonly JournalEntry[], ours: ReadonlySet<string>): boolean {
  const sinceMs = signedAtMs - bounds.notFindableMs;
  return ofSymbol.some(({ index: at, timeMs, kind, detail }) => {
    if (at > index || timeMs < sinceMs) return false;
    const id = String(detail['clientOrderId']);
    return (kind === 'conditional-order-canceled' && !ours.has(`${symbol} ${id}`) && !ATTACHED.test(id)) || (kind === 'fill' && !ownId.test(id));
  });
}
