/**
 * A process that goes over accounts as a sync worker does, for `npm run bench:sync`: EXCHANGE EMPTY FULL PASSES. First over an account that
 * holds nothing, so that what the process is anyway is known; then over the full one. Ends with one line of JSON, a PassFigures.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readConfig } from '@breakwater/config';
import type { AccountKey } from '@breakwater/core';
import { type Ports, resyncAccount } from '@breakwater/engine';
import { openFleetPorts, spareMemory } from '@breakwater/fleet';
import { percentile } from '../../start/summary.ts';
import { watchWire } from './time-on-the-wire.ts';

/** What passes over one account took. */
export interface PassFigures {
  /** Median of the time of a pass in which nothing was under way to the exchange. */
  readonly ownMs: number;
  /** Median of the whole time. */
  readonly wholeMs: number;
  /** The most statements that one of them sent to the database. */
  readonly statements: number;
  /** What it occupied at most meanwhile, above what it occupied after passes over an empty account, 10^6 bytes. */
  readonly rssMb: number;
}

const EMPTY_PASSES = 10;

spareMemory();

const [exchange, empty, full, passes] = process.argv.slice(2) as [AccountKey['exchange'], string, string, string];
const config = readConfig();
const accounts = config.accounts.filter(({ key }) => key.exchange === exchange && (key.account === empty || key.account === full));
const fleet = openFleetPorts({ ...config, accounts, rateGovernor: 'none', lock: 'none', logLevel: 'silent' }, 'sync-worker');
const wire = watchWire();
let statements = 0;
subscribe('breakwater.statement', () => (statements += 1));
let rssMost = 0;
const weigh = <T>(value: T): T => {
  rssMost = Math.max(rssMost, process.memoryUsage.rss());
  return value;
};
/** The fleet's ports, weighed whenever they have answered: then most of an answer is alive. */
const ports: Ports = {
  ...fleet.ports,
  store: { ...fleet.ports.store, readLiveRows: (key) => fleet.ports.store.readLiveRows(key).then(weigh), addReport: (report) => fleet.ports.store.addReport(report).then(weigh) },
  exchange: (...asked) => ({ ...fleet.ports.exchange(...asked), readAccount: () => fleet.ports.exchange(...asked).readAccount().then(weigh) }),
};

async function goOver(account: string): Promise<{ readonly ownMs: number; readonly wholeMs: number; readonly statements: number }> {
  statements = 0;
  wire.take();
  const startedMs = performance.now();
  const verdict = await resyncAccount(ports, { exchange, account }, 'bench');
  const wholeMs = performance.now() - startedMs;
  if (verdict.type !== 'done' || verdict.summary !== 'nothing differs') throw new Error(`a pass over ${exchange}.${account} found a difference: ${JSON.stringify(verdict)}`);
  return { ownMs: wholeMs - wire.take(), wholeMs, statements };
}

await Promise.all(fleet.exchanges.map((one) => one.ready()));
for (let pass = 0; pass < EMPTY_PASSES; pass += 1) await goOver(empty);
const emptyRss = rssMost;
rssMost = 0;
const taken: Awaited<ReturnType<typeof goOver>>[] = [];
for (let pass = 0; pass < Number(passes); pass += 1) taken.push(await goOver(full));
wire.stop();
await fleet.close();
const median = (values: readonly number[]): number => Math.round(percentile(values, 0.5) * 10) / 10;
const figures: PassFigures = {
  ownMs: median(taken.map(({ ownMs }) => ownMs)),
  wholeMs: median(taken.map(({ wholeMs }) => wholeMs)),
  statements: Math.max(...taken.map((one) => one.statements)),
  rssMb: Math.round((rssMost - emptyRss) / 1e6),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
