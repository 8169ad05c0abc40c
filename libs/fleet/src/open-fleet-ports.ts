import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { accountRulesOf, type Config } from '@breakwater/config';
import { type AccountKey, accountKeyText } from '@breakwater/core';
import { openStore, type PostgresStore } from '@breakwater/db';
import type { Exchange, Ports, Purpose, Runtime, WorkerIdentity, WorkerRole } from '@breakwater/engine';
import { connectExchange, type ConnectedExchange } from '@breakwater/exchange';
import { noLock, openKeyLock } from '@breakwater/lock';
import { type OpenJobs, openJobs } from '@breakwater/queue';
import { type AccountGovernor, openRateGovernor, type RateGovernor } from '@breakwater/rate';
import { openLog } from '@breakwater/telemetry';

/** Everything that a process of the fleet works with, and how to put it down again. */
export interface FleetPorts {
  readonly ports: Ports & { readonly store: PostgresStore; readonly jobs: OpenJobs };
  readonly identity: WorkerIdentity;
  readonly exchanges: readonly ConnectedExchange[];
  /** The governor of each account's requests; none where the configuration wants none. */
  readonly governors: readonly GovernedAccount[];
  close(): Promise<void>;
}

export interface GovernedAccount {
  readonly key: AccountKey;
  readonly governor: AccountGovernor;
}

/** The version that workers register with. */
const VERSION = '0.1.0';

/** The real adapters behind the engine's ports, as the configuration says. Connects in the background. */
export function openFleetPorts(config: Config, role: WorkerRole | 'cli' | 'board'): FleetPorts {
  const identity = { id: randomUUID(), role: role as WorkerRole, version: VERSION, host: hostname(), pid: process.pid };
  const secrets = [...config.accounts.flatMap(({ credentials }) => Object.values(credentials)), config.board.password, config.board.token, config.intake.token, ...config.outcomeWebhooks.map(({ secret }) => secret)];
  const log = openLog({ name: role, level: config.logLevel, secrets });
  const store = openStore({ databaseUrl: config.databaseUrl, workerId: identity.id });
  const jobs = openJobs({ redisUrl: config.redisUrl });
  const lock = config.lock === 'none' ? null : openKeyLock({ redisUrls: config.lockRedisUrls, ttlMs: config.bounds.leaseMs, log });
  const rate = config.rateGovernor === 'none' ? null : openRateGovernor({ redisUrl: config.redisUrl, log });
  const governors = rate === null ? [] : config.accounts.map((account) => govern(rate, account));
  const exchanges = new Map(config.accounts.map((account, index) => [accountKeyText(account.key), connect(account, governors[index])]));
  const looks = new Map([...exchanges].map(([name, exchange]) => [name, byPurpose(exchange)]));
  return {
    identity,
    exchanges: [...exchanges.values()],
    governors,
    ports: {
      store: store.store,
      jobs,
      lock: lock ?? noLock,
      log,
      runtime: realRuntime,
      bounds: config.bounds,
      deployment: config.deployment,
      exchange: (key, purpose = 'read') => found(looks, key)(purpose),
      rules: (key) => accountRulesOf(config, key),
      accounts: config.accounts.map((account) => account.key),
    },
    close: async () => {
      await Promise.allSettled([store.close(), jobs.close(), lock?.close(), ...[...exchanges.values()].map((exchange) => exchange.close())]);
      rate?.close();
    },
  };
}

const realRuntime: Runtime = {
  newId: () => randomUUID(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  monotonicMs: () => performance.now(),
};

/** The account by what its looks are for, each made once. */
function byPurpose(exchange: ConnectedExchange): (purpose: Purpose) => Exchange {
  const known = new Map<Purpose, Exchange>([['read', exchange]]);
  return (purpose) => {
    const one = known.get(purpose) ?? exchange.lookingFor(purpose);
    known.set(purpose, one);
    return one;
  };
}

function govern(rate: RateGovernor, { key, url }: Config['accounts'][number]): GovernedAccount {
  return { key, governor: rate.governAccount(key, { origin: url }) };
}

function connect({ key, credentials, url, positionMode }: Config['accounts'][number], governed: GovernedAccount | undefined): ConnectedExchange {
  const { governor } = governed ?? {};
  return connectExchange(key.exchange, { account: key.account, positionMode, ...credentials, ...(url === null ? {} : { url }), ...(governor === undefined ? {} : { governor }) });
}

function found<T>(all: ReadonlyMap<string, T>, key: AccountKey): T {
  const one = all.get(accountKeyText(key));
  if (one === undefined) throw new Error(`The account ${accountKeyText(key)} is not in the configuration; add it under accounts.`);
  return one;
}
