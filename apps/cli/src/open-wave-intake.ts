import { type Config, wavePolicyOf } from '@breakwater/config';
import { acceptRegisteredWave, openStore } from '@breakwater/db';
import type { AcceptWavePorts } from '@breakwater/engine';
import { openCommandJobs } from './open-command-jobs.ts';
import { openMarkets } from './open-markets.ts';

/** What a command takes waves in with, and how to put it down again. */
export interface WaveIntake {
  readonly ports: AcceptWavePorts;
  close(): Promise<void>;
}

/** Opens the books, the queues and the markets for one command; `name` is what Postgres knows it by. Connects when asked. */
export function openWaveIntake(config: Config, name: string): WaveIntake {
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: `breakwater ${name}` });
  const jobs = openCommandJobs(config);
  const markets = openMarkets(config);
  return {
    ports: {
      store: { acceptWave: (submission) => acceptRegisteredWave(books.store, config.accounts, submission) },
      jobs,
      accounts: config.accounts.map((account) => account.key),
      markets: markets.of,
      policy: (source) => wavePolicyOf(config, source),
    },
    close: async () => {
      await Promise.allSettled([books.close(), jobs.close(), markets.close()]);
    },
  };
}
