import { type AccountKey, accountKeyText, type AccountLimits, type AccountMode, type Bounds, type FleetLimits, type MarginMode, type PositionMode, type StopRule, type WavePolicy } from '@breakwater/core';

/** The effective configuration: the file, its defaults, and what the environment adds. */
export interface Config {
  /** The file that it came from. */
  readonly path: string;
  readonly deployment: string;
  readonly accounts: readonly AccountSettings[];
  /** What accounts share. */
  readonly limits: FleetLimits;
  /** By source; `default` is always there. */
  readonly wavePolicies: Readonly<Record<string, WavePolicy>> & { readonly default: WavePolicy };
  readonly bounds: Bounds;
  readonly resyncIntervalMs: number;
  /** Jobs at once in one process, where it differs from the queue's default. */
  readonly concurrency: { readonly [Q in 'waves' | 'entries' | 'resyncs' | 'protections']?: number };
  readonly lock: 'redlock' | 'none';
  readonly rateGovernor: 'redis' | 'none';
  /** Empty when it was not needed and is not set; likewise the next two and the credentials. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** One Redis, or several independent ones (LOCK_REDIS_URLS). */
  readonly lockRedisUrls: readonly string[];
  readonly logLevel: LogLevel;
  readonly board: BoardSettings;
  readonly health: HealthSettings;
  readonly intake: IntakeSettings;
  readonly outcomes: OutcomeSettings;
  readonly retention: RetentionSettings;
  readonly outcomeWebhooks: readonly OutcomeWebhookSettings[];
  readonly paging: PagingSettings;
  readonly pageReceivers: readonly PageReceiverSettings[];
}

/** Who may deliver waves over HTTP, which the board serves. */
export interface IntakeSettings {
  /** Empty when not set: then no waves are taken there. */
  readonly token: string;
}

/** Outcome messages: for how long they are kept, and when a human hears that they do not arrive. */
export interface OutcomeSettings {
  readonly keepDays: number;
  readonly pageAfterMs: number;
}

/** For how many months history is kept; null: for ever. */
export interface RetentionSettings {
  readonly eventMonths: number | null;
  readonly reportMonths: number;
  readonly waveMonths: number | null;
}

/** Where the outcomes of a sender's signals and waves are pushed. */
export interface OutcomeWebhookSettings {
  /** The sender; `default`: every one that has no webhook of its own. */
  readonly source: string;
  readonly url: string;
  /** Empty when it was not needed and is not there. */
  readonly secret: string;
}

export interface PagingSettings {
  /** A page that nobody has acknowledged is told again after so long. */
  readonly repeatEveryMs: number;
  /** A position that has had no valid stop for so long is told of. */
  readonly bareAfterMs: number;
}

export const PAGE_RECEIVER_TYPES = ['webhook', 'telegram', 'alertmanager'] as const;

/** Who is told of pages. Secrets are empty when they were not needed and are not there. */
export type PageReceiverSettings =
  | { readonly type: 'webhook'; readonly name: string; readonly url: string; readonly secret: string }
  /** `url`: where the bot API is. */
  | { readonly type: 'telegram'; readonly name: string; readonly url: string; readonly token: string; readonly chatId: string }
  | { readonly type: 'alertmanager'; readonly name: string; readonly url: string };

/** Where the board listens, and who may enter. Without password and token nobody may, and the board does not start. */
export interface BoardSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly user: string;
  /** Empty when not set; likewise the token. */
  readonly password: string;
  readonly token: string;
  /** Whether jobs may be added, retried and cleaned there. */
  readonly writable: boolean;
}

/** Where a process serves /healthz, /readyz and /metrics. */
export interface HealthSettings {
  readonly host: string;
  /** null: nowhere. 0: any free one. */
  readonly port: number | null;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface AccountSettings {
  readonly key: AccountKey;
  readonly mode: AccountMode;
  /** How the account is set at its exchange. */
  readonly positionMode: PositionMode;
  readonly positionsMax: number;
  readonly limits?: AccountLimits;
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
  /** Where requests go instead of to the exchange; null for the exchange itself. */
  readonly url: string | null;
  /** Where its user stream is, if not where `url` says or, without one, at the exchange itself. */
  readonly streamUrl: string | null;
  readonly stop: StopRule;
  readonly stopTrigger: 'mark' | 'last';
  readonly marginMode: MarginMode;
  readonly foreignPositions: 'adopt' | 'protect-only' | 'alert' | 'ignore';
  /** How far from the last price an entry may trade, in percent; absent: entries are market orders. */
  readonly entrySlippagePercentMax?: string | undefined;
  /** Whether entries bring a stop along; only at an exchange that knows such. */
  readonly attachStop: boolean;
  /** Whether the stop of a position rests before its entry is sent; only at an exchange that lets it. */
  readonly stopFirst: boolean;
}

/** The engine's AccountRules. */
export type AccountRuleSettings = Omit<AccountSettings, 'credentials' | 'url' | 'streamUrl'>;

/** What the engine is told of each account: everything but how to reach it. */
export function toAccountRules(config: Config): readonly AccountRuleSettings[] {
  return config.accounts.map(({ credentials: _credentials, url: _url, streamUrl: _streamUrl, ...rules }) => rules);
}

/** The same of one account. Throws for an account that is not configured. */
export function accountRulesOf(config: Config, account: AccountKey): AccountRuleSettings {
  const rules = toAccountRules(config).find(({ key }) => accountKeyText(key) === accountKeyText(account));
  if (rules === undefined) throw new Error(`no account ${accountKeyText(account)} is configured`);
  return rules;
}

/** Where the outcomes of a source are pushed; null for nowhere. */
export function webhookOf({ outcomeWebhooks }: Pick<Config, 'outcomeWebhooks'>, source: string): OutcomeWebhookSettings | null {
  return outcomeWebhooks.find((webhook) => webhook.source === source) ?? outcomeWebhooks.find((webhook) => webhook.source === 'default') ?? null;
}

/** How waves of a source are worked off. */
export function wavePolicyOf(config: Config, source: string): WavePolicy {
  return Object.hasOwn(config.wavePolicies, source) ? (config.wavePolicies[source] ?? config.wavePolicies.default) : config.wavePolicies.default;
}
