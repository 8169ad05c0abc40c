import { accountKeyText, type AccountKey, compareAccount, type Verdict } from '@breakwater/core';
import { resyncOrRun } from './run-due-work.ts';
import type { Ports } from './ports.ts';
import { waitToldBy } from './told-wait.ts';

/** The cause of the passes that nobody asked for: whoever keeps the clock gives it. */
export const SCHEDULED = 'schedule';

/**
 * One pass over an account: two bulk reads of the exchange, one query of the database, compared in memory. Each key
 * that differs becomes a job of its own, where both sides are read again before anything is decided. Leaves a report.
 */
export async function resyncAccount(ports: Ports, account: AccountKey, cause: string): Promise<Verdict> {
  const startedMs = ports.runtime.monotonicMs();
  const exchange = ports.exchange(account);
  const before = exchange.usage();
  // The books first: a position that opens between the two reads is then an orphan for one pass, never a ghost.
  const { rows, isSyncOff } = await ports.store.readLiveRows(account);
  // Whoever asks for a pass gets it; only the clock's are the operator's to stop.
  if (isSyncOff && cause === SCHEDULED) return { type: 'skip', reason: 'scheduled passes are switched off' };
  const view = await exchange.readAccount();
  const report = async (findings: readonly unknown[], acts: readonly unknown[]): Promise<void> => {
    const after = exchange.usage();
    await ports.store.addReport({
      account,
      symbol: null,
      cause,
      findings,
      acts,
      calls: after.calls - before.calls,
      weight: after.weight - before.weight,
      durationMs: Math.round(ports.runtime.monotonicMs() - startedMs),
    });
  };
  if (view.type === 'unreadable') {
    await report([{ what: 'unreadable', said: view.cause }], []);
    const reason = `the account could not be read: ${view.cause}`;
    return view.retryAfterMs === undefined ? { type: 'skip', reason } : { type: 'snooze', reason, forMs: waitToldBy(view) };
  }
  const { findings, isBraked } = compareAccount(rows, view.value, ports.bounds);
  // Of too many that vanished at once only one is looked into: if it is gone indeed, the next pass has fewer left.
  const [firstGhost] = findings.filter((finding) => finding.what === 'ghost');
  const believed = isBraked ? findings.filter((finding) => finding.what !== 'ghost' || finding === firstGhost) : findings;
  if (isBraked) ports.log.error('pass_braked', { account: accountKeyText(account), findings: findings.length, rows: rows.length });
  const symbols = [...new Set(believed.filter((finding) => finding.inMs === 0).map((finding) => finding.symbol))];
  for (const symbol of symbols) await resyncOrRun(ports, { ...account, symbol }, cause);
  for (const { symbol, inMs } of believed.filter((finding) => finding.inMs > 0)) await ports.store.makeDue({ ...account, symbol }, inMs);
  await report(findings, [...(isBraked ? [{ act: 'braked' }] : []), ...symbols.map((symbol) => ({ act: 'resync-key', symbol }))]);
  return { type: 'done', summary: symbols.length === 0 ? 'nothing differs' : `${symbols.length} keys differ: ${symbols.join(', ')}` };
}
