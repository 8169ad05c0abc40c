import { accountKeyText, type NewEvent } from '@breakwater/core';
import type { ReportEntry } from '@breakwater/engine';
import type { FleetPorts } from '../open-fleet-ports.ts';
import type { Metrics } from './open-metrics.ts';

/**
 * The same ports, with what metrics are made of counted on the way: who turned work away as already done or under way, and
 * what passes over an account found. The engine knows nothing of metrics.
 */
export function observePorts(ports: FleetPorts['ports'], metrics: Metrics): FleetPorts['ports'] {
  const { store, lock } = ports;
  const prevented = metrics.counter('breakwater_duplicates_prevented_total');
  for (const by of ['plan', 'unique_row', 'index', 'exchange', 'claim', 'lock']) prevented.inc({ by }, 0);
  return {
    ...ports,
    lock: {
      acquire: async (key) => {
        const attempt = await lock.acquire(key);
        if (attempt.type === 'busy') prevented.inc({ by: 'lock' });
        return attempt;
      },
    },
    store: {
      ...store,
      claimKey: async (key, holder, leaseMs) => {
        const attempt = await store.claimKey(key, holder, leaseMs);
        if (attempt.type === 'busy') prevented.inc({ by: 'claim' });
        return attempt;
      },
      commitIntent: async (claim, commit, bounds) => {
        const result = await store.commitIntent(claim, commit, bounds);
        if (result.type === 'refused' && result.why === 'duplicate') prevented.inc({ by: 'index' });
        return result;
      },
      record: async (claim, facts, release) => {
        const result = await store.record(claim, facts, release);
        if (result === 'recorded') for (const by of catchersIn(facts.events)) prevented.inc({ by });
        return result;
      },
      recordWaveProgress: async (waveId, progress) => {
        await store.recordWaveProgress(waveId, progress);
        prevented.inc({ by: 'plan' }, progress.outcomes.filter(({ outcome }) => outcome === 'skipped_duplicate').length);
      },
      acceptWave: async (wave) => {
        const acceptance = await store.acceptWave(wave);
        if (acceptance.type === 'accepted') prevented.inc({ by: 'unique_row' }, acceptance.repeated.length);
        // The row of the whole wave caught all of its signals.
        if (acceptance.type === 'already_known') prevented.inc({ by: 'unique_row' }, wave.signals.length + (wave.exits?.length ?? 0));
        return acceptance;
      },
      addReport: async (report) => {
        await store.addReport(report);
        if (report.symbol === null) countPass(metrics, report);
      },
    },
  };
}

/** Who caught the duplicates that these events tell of; what the index caught was counted when it was asked. */
function catchersIn(events: readonly NewEvent[] = []): string[] {
  return events.flatMap(({ type, data }) => (type === 'signal_skipped_duplicate' && typeof data['caughtBy'] === 'string' && data['caughtBy'] !== 'index' ? [data['caughtBy']] : []));
}

/** What the account pass calls its findings (libs/core/src/reconcile/compare-account.ts), at zero from the start, so that a rate can be taken. */
const CLASSES = ['orphan', 'ghost', 'drift', 'bare', 'leftover_stop', 'duplicate', 'unsettled'];
const known = new WeakMap<Metrics, Set<string>>();

function countPass(metrics: Metrics, { account, findings, acts }: ReportEntry): void {
  const labels = { exchange: account.exchange, account: account.account };
  const differences = metrics.counter('breakwater_differences_total');
  const seen = known.get(metrics) ?? new Set();
  known.set(metrics, seen);
  if (!seen.has(accountKeyText(account))) for (const one of CLASSES) differences.inc({ ...labels, class: one }, 0);
  seen.add(accountKeyText(account));
  const classes = findings.map((finding) => String((finding as { readonly what?: unknown }).what));
  const isBraked = acts.some((act) => (act as { readonly act?: unknown }).act === 'braked');
  const result = classes.includes('unreadable') ? 'unreadable' : isBraked ? 'braked' : classes.length > 0 ? 'differs' : 'agreed';
  metrics.counter('breakwater_account_passes_total').inc({ ...labels, result });
  if (result !== 'unreadable') for (const one of classes) differences.inc({ ...labels, class: one });
}
