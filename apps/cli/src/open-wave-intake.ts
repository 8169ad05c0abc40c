import { accountRulesOf, type Config, wavePolicyOf } from '@breakwater/config';
import { acceptRegisteredWave, openStore } from '@breakwater/db';
import type { SignalOutcome } from '@breakwater/core';
import type { ScreenClient } from '@breakwater/db/screens';
import type { AcceptWavePorts, Delivery } from '@breakwater/engine';
import { openCommandJobs } from './open-command-jobs.ts';
import { openMarkets } from './open-markets.ts';

/** What a command takes waves in with, and how to put it down again. */
export interface WaveIntake {
  readonly ports: AcceptWavePorts;
  /** What became of a wave that came before; null for any other, and when it cannot be read. */
  soFar(delivery: Delivery): Promise<SoFar | null>;
  close(): Promise<void>;
}

/** What became of a wave until now. */
export interface SoFar {
  readonly status: string;
  readonly outcomes: Readonly<Record<SignalOutcome, number>>;
}

/** Opens the books, the queues and the markets for one command; `name` is what Postgres knows it by. Connects when asked. */
export function openWaveIntake(config: Config, name: string): WaveIntake {
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: `breakwater ${name}` });
  const jobs = openCommandJobs(config);
  const markets = openMarkets(config);
  let client: Promise<ScreenClient> | null = null;
  return {
    ports: {
      store: { acceptWave: (submission) => acceptRegisteredWave(books.store, config.accounts, submission) },
      jobs,
      accounts: config.accounts.map((account) => account.key),
      rules: (account) => accountRulesOf(config, account),
      markets: markets.of,
      policy: (source) => wavePolicyOf(config, source),
    },
    soFar: async ({ result, source, id }) => {
      if (result !== 'already_known' || source === null || id === null) return null;
      const { openClient, readWaveLedger } = await import('@breakwater/db/screens');
      const ledger = await readWaveLedger(await (client ??= openClient(config.databaseUrl)), source, id).catch(() => null);
      return ledger && { status: ledger.status, outcomes: ledger.outcomes };
    },
    close: async () => {
      await Promise.allSettled([client?.then((opened) => opened.$disconnect()), books.close(), jobs.close(), markets.close()]);
    },
  };
}
